package dev.carillon.simulator.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node writes once it serves: a line of JSON with its ports. */
final class ReadyFile {
    private static final Pattern PORT = Pattern.compile("\"port\"\\s*:\\s*(\\d{1,5})\\b");

    private static final Pattern ADMIN_PORT = Pattern.compile("\"admin_port\"\\s*:\\s*(\\d{1,5})\\b");

    private ReadyFile() {}

    /** The port, or 0 as long as the file is not there or not complete. */
    static int port(Path file) {
        return number(file, PORT);
    }

    /** The port for operators, or 0 if there is none. */
    static int adminPort(Path file) {
        return number(file, ADMIN_PORT);
    }

    private static int number(Path file, Pattern pattern) {
        try {
            String text = Files.readString(file);
            Matcher found = pattern.matcher(text);
            return text.endsWith("\n") && found.find() ? Integer.parseInt(found.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
