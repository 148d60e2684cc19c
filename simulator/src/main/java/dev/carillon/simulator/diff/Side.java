package dev.carillon.simulator.diff;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the two that are compared.
 *
 * @param words what it is, for people
 * @param classPath of its build; null for the one that runs
 * @param config settings of its nodes; null for the defaults
 */
record Side(
        String words, @Nullable String classPath, @Nullable Path config) {
    /** Whether nothing but chance can tell them apart. */
    boolean isLike(Side other) {
        return Objects.equals(classPath, other.classPath) && Objects.equals(config, other.config);
    }
}
