package dev.carillon.simulator.recording;

import dev.carillon.simulator.report.JsonLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon sim recording show}: what a recording holds and how whole it is. Exit status: 0 whole, 1 not, 2 no recording. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        header = "Says what a recording holds, and whether it is whole.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon sim recording show monday.rec",
            "  ./carillon sim recording show monday.rec --json | tail -1",
            "",
            "Exit status: 0 whole, 1 something is missing (the rest can be used), 2 no recording."
        })
final class ShowCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The recording.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path file;

    @Option(names = "--json", description = "Print it as one JSON object on the last line.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try (RecordingReader reader = RecordingReader.open(file)) {
            Summary summary = new Summary();
            Condition condition = reader.read(summary);
            print(reader.header(), summary, condition);
            return condition.isWhole() ? 0 : 1;
        } catch (BadRecordingException e) {
            throw new ParameterException(spec.commandLine(), e.sentence(file) + ".");
        }
    }

    private void print(RecordingHeader header, Summary summary, Condition condition) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s: %s%n", file, header.source());
        out.printf("  begun        %s%n", Instant.ofEpochMilli(header.createdMs()));
        out.printf(
                "  identities   %s%n",
                header.scrubbed()
                        ? String.format("pseudonyms of key %016x, payloads are noise", header.keyPrint())
                        : "as they were");
        out.printf(Locale.ROOT, "  seconds      %,.3f%n", summary.seconds());
        out.printf(
                Locale.ROOT,
                "  users        %,d, %,d devices on %,d connections%n",
                summary.users(),
                summary.devices(),
                summary.connections());
        out.printf(
                Locale.ROOT,
                "  payloads     %,.0f bytes in the middle, p99 %,.0f, at most %,.0f%n",
                summary.payload(50),
                summary.payload(99),
                summary.payload(100));
        out.printf(
                Locale.ROOT,
                "  events       %,d in %,d blocks, %,d bytes%n",
                condition.events(),
                condition.blocks(),
                Files.size(file));
        summary.kinds().forEach((kind, count) -> out.printf(Locale.ROOT, "    %-10s %,d%n", kind, count));
        condition.complaints().forEach(complaint -> out.println("  " + complaint));
        if (json) {
            out.println(json(header, summary, condition));
        }
        out.flush();
    }

    private String json(RecordingHeader header, Summary summary, Condition condition) throws IOException {
        return new JsonLine()
                .add("file", file.toString())
                .add("source", header.source())
                .add("created_ms", header.createdMs())
                .add("scrubbed", header.scrubbed() ? 1 : 0)
                .add("key", header.scrubbed() ? String.format("%016x", header.keyPrint()) : "")
                .add("seconds", summary.seconds())
                .add("users", summary.users())
                .add("devices", summary.devices())
                .add("connections", summary.connections())
                .add("payload_p50", summary.payload(50))
                .add("payload_p99", summary.payload(99))
                .add("bytes", Files.size(file))
                .add("blocks", condition.blocks())
                .add("events", summary.kinds())
                .add("not_recorded", condition.notRecorded())
                .add("cut_off_bytes", condition.cutOffBytes())
                .add("damaged", condition.damage().size())
                .add("complaints", condition.complaints())
                .toString();
    }
}
