package dev.carillon.client.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** What a command may touch outside itself; tests give their own. */
record Surroundings(
        Map<String, String> environment, Path home, InputStream in, PrintStream out, PrintStream err, Clock clock) {
    static Surroundings system() {
        return new Surroundings(
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                System.in,
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                Clock.systemDefaultZone());
    }
}
