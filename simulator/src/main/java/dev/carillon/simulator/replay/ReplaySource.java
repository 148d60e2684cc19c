package dev.carillon.simulator.replay;

import dev.carillon.simulator.recording.BadRecordingException;
import dev.carillon.simulator.recording.RecordingReader;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.traffic.TrafficFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file that can be replayed, a recording or a trace, read as a script. Stateless. */
public final class ReplaySource {
    private ReplaySource() {}

    /**
     * @param script what is to happen
     * @param missing what the file does not have any more, a sentence each
     */
    public record Read(Script script, List<String> missing) {}

    /**
     * @param seed for the texts of a trace that has none
     * @throws UnusableException with a sentence
     */
    public static Read read(Path file, long seed) throws IOException, UnusableException {
        try {
            if (RecordingReader.isRecording(file)) {
                ScriptReader.Made made = ScriptReader.read(file);
                return new Read(made.script(), made.condition().complaints());
            }
            Traffic trace = TrafficFile.read(file, seed);
            return new Read(ScriptReader.of(trace), List.of());
        } catch (BadRecordingException e) {
            throw new UnusableException(e.sentence(file) + ". Nothing was started.");
        } catch (BadTrafficException e) {
            throw new UnusableException(e.sentence(file.toString())
                    + ". It is no recording of './carillon sim record' either. Nothing was started.");
        }
    }

    /** The file cannot be replayed; the message is for people. */
    public static final class UnusableException extends Exception {
        UnusableException(String message) {
            super(message);
        }
    }
}
