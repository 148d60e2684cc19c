package dev.carillon.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program that may not be installed here: Python, tshark. */
final class ForeignTool {
    private static final int SECONDS_MAX = 60;

    private ForeignTool() {}

    record Result(int status, List<String> lines) {}

    /** Whether the program starts and ends well. */
    static boolean present(Path folder, String... command) throws IOException, InterruptedException {
        try {
            return run(folder, List.of(command)).status == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Its exit status and standard output; what it says on standard error is left out. */
    static Result run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command.get(0) + " did not end within " + SECONDS_MAX + " s");
        }
        return new Result(process.exitValue(), new ArrayList<>(Files.readAllLines(out)));
    }
}
