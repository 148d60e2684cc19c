package dev.carillon.simulator.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks another JVM, through the JDK's {@code jcmd}, what is alive on its heap after a full collection. */
final class LiveHeap {
    private static final int BYTES_COLUMN = 2;

    private LiveHeap() {}

    /** Bytes; 0 if that JVM does not answer. */
    static long bytes(long pid) throws InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            long bytes = 0;
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.startsWith("Total")) {
                        bytes = Long.parseLong(line.trim().split("\\s+")[BYTES_COLUMN]);
                    }
                }
            }
            process.waitFor();
            return bytes;
        } catch (IOException e) {
            return 0;
        }
    }
}
