package dev.carillon.simulator.recording;

import dev.carillon.simulator.report.JsonLine;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.traffic.TrafficFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon sim recording import}: makes a recording of a trace. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        header = "Makes a recording of a trace, packed with gzip or plain.",
        description = {
            "Columns 'unix_s from to', whose texts are made up, or 'utc channel from to text'. The recording then has sends only;"
                    + " a replay takes what stands further up for seen."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./carillon sim recording import college-msg.tsv.gz --out college.rec"})
final class ImportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private CommandSpec spec;

    @Parameters(paramLabel = "TRACE", description = "The trace.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path trace;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The recording, a new file.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path out;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of made-up texts (1).")
    private long seed;

    @Option(names = "--json", description = "Print what was done as one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(out)) {
            throw wrong(out + " exists; recordings are never written over. Name another file.");
        }
        Traffic traffic;
        try {
            traffic = TrafficFile.read(trace, seed);
        } catch (BadTrafficException e) {
            throw wrong(e.sentence(trace.toString()) + ". Nothing was written.");
        }
        long bytes = TraceImport.write(traffic, out, System.currentTimeMillis());
        PrintWriter words = spec.commandLine().getOut();
        words.printf(
                Locale.ROOT,
                "%s: %,d messages among %,d users, %,d bytes; %,d lines address nobody and were skipped.%n",
                out,
                traffic.size(),
                traffic.users(),
                bytes,
                traffic.skipped());
        if (json) {
            words.println(new JsonLine()
                    .add("file", out.toString())
                    .add("messages", traffic.size())
                    .add("users", traffic.users())
                    .add("bytes", bytes)
                    .add("skipped", traffic.skipped()));
        }
        words.flush();
        return 0;
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
