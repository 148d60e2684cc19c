package dev.carillon.simulator.recording.scrub;

import dev.carillon.simulator.recording.BadRecordingException;
import dev.carillon.simulator.recording.Condition;
import dev.carillon.simulator.report.JsonLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon sim scrub}: makes a recording that may be handed on. Exit status: 0 done, 1 done and something was missing, 2 wrong options. */
@Command(
        name = "scrub",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Makes a recording that holds nobody's name and nobody's words.",
        description = {
            "",
            "Users and devices become pseudonyms, the same ones wherever the same key is used; payloads become noise of the"
                    + " same length that compresses as well. What stays: who speaks with whom (under pseudonyms), when,"
                    + " how long words and messages are, which payloads and phrases are the same, and what stands between words.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./carillon sim scrub monday.rec --key scrub.key --out monday-scrubbed.rec"})
public final class ScrubCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private CommandSpec spec;

    @Parameters(paramLabel = "RECORDING", description = "What was recorded; it is not changed.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path from;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "The key of the pseudonyms; drawn, and readable for you only, if there is no such file.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path keyFile;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The scrubbed recording, a new file.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path to;

    @Option(names = "--json", description = "Print what was done as one JSON object on the last line.")
    private boolean json;

    /** Made by picocli. */
    public ScrubCommand() {}

    @Override
    public Integer call() throws IOException {
        if (Files.exists(to)) {
            throw wrong(to + " exists; recordings are never written over. Name another file.");
        }
        if (!Files.exists(from)) {
            throw wrong(from + " does not exist. Nothing was written.");
        }
        ScrubKey key;
        try {
            key = ScrubKey.of(keyFile, new SecureRandom());
        } catch (IOException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        Scrubber scrubber = new Scrubber(key);
        Condition condition;
        try {
            condition = scrubber.scrub(from, to);
        } catch (BadRecordingException e) {
            throw wrong(e.sentence(from) + ". Nothing was written.");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %,d events, %,d bytes (%,d before); pseudonyms of key %016x, which is in %s and nowhere else.%n",
                to,
                condition.events(),
                Files.size(to),
                Files.size(from),
                key.print(),
                keyFile);
        out.printf(Locale.ROOT, "The noise compresses to %.0f %% of what the texts do.%n", 100 * scrubber.larger());
        condition.complaints().forEach(out::println);
        if (json) {
            out.println(new JsonLine()
                    .add("file", to.toString())
                    .add("events", condition.events())
                    .add("bytes", Files.size(to))
                    .add("bytes_before", Files.size(from))
                    .add("noise_larger", scrubber.larger())
                    .add("key", String.format("%016x", key.print()))
                    .add("complaints", condition.complaints()));
        }
        out.flush();
        return condition.isWhole() ? 0 : 1;
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
