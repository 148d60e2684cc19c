package dev.carillon.admin;

import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What commands know of the world.
 *
 * @param epochSeconds seconds since 1970
 * @param random fills an array with secret bytes
 * @param environment variables
 */
record Surroundings(LongSupplier epochSeconds, Consumer<byte[]> random, Map<String, String> environment) {
    static Surroundings system() {
        return new Surroundings(
                () -> System.currentTimeMillis() / 1_000, new SecureRandom()::nextBytes, System.getenv());
    }
}
