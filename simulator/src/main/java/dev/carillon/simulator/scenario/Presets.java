package dev.carillon.simulator.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The scenarios that come with Carillon, and the JSON schema for those that do not. */
public final class Presets {
    /** In the order in which they are listed. */
    public static final List<String> NAMES =
            List.of("chat-day", "reconnect-storm", "commute", "offline-burst", "hot-inbox");

    /** What an editor looks for. */
    private static final String SCHEMA = "scenario.schema.json";

    private Presets() {}

    /** The text of one of them. */
    public static String text(String name) {
        return resource(name + ".yaml");
    }

    public static String schema() {
        return resource(SCHEMA);
    }

    private static String resource(String file) {
        try (InputStream in = Objects.requireNonNull(Presets.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
