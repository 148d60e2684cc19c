package dev.carillon.simulator.recording;

import dev.carillon.simulator.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Makes a recording of a trace that somebody else recorded. It then holds sends and nothing else: who was connected, and
 * what was acked or delivered when, nobody knows, and nothing is made up.
 */
public final class TraceImport {
    private TraceImport() {}

    /** @return bytes of the new file */
    public static long write(Traffic traffic, Path file, long nowMs) throws IOException {
        RecordingHeader header =
                new RecordingHeader(nowMs, false, 0, RecordingHeader.Kind.IMPORT, "import of " + traffic.name());
        long[] cseq = new long[traffic.users()];
        RecordingWriter writer = RecordingWriter.create(file, header);
        try (writer) {
            long lastUs = 0;
            for (int row = 0; row < traffic.size(); row++) {
                int from = traffic.from(row);
                // A trace's lines may go back in time by a little; a recording's do not.
                lastUs = Math.max(
                        lastUs,
                        TimeUnit.SECONDS.toMicros(Math.max(0, traffic.unixSeconds(row) - traffic.unixSeconds(0))));
                writer.add(new Event.Sent(
                        lastUs,
                        new Party(from + 1L, traffic.user(from), 1),
                        ++cseq[from],
                        traffic.user(traffic.to(row)),
                        false,
                        traffic.text(row)));
            }
        }
        return writer.bytes();
    }
}
