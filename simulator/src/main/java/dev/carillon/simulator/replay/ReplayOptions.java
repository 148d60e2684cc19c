package dev.carillon.simulator.replay;

import dev.carillon.simulator.traffic.BadTrafficException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is replayed, and how: the options of every command that replays, to be mixed in. One thread, but for {@link #say}. */
public final class ReplayOptions {
    private static final int NODES_MAX = 9;
    private static final int TIMES_MAX = 10_000;
    private static final int PATIENCE_MAX = 3_600;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called.
    private CommandSpec command;

    @Parameters(paramLabel = "FILE", description = "A recording, scrubbed or not, or a trace.")
    @SuppressWarnings("NullAway.Init") // as above
    private Path file;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "max",
            description = "1 as recorded, 10 ten times as fast, max as fast as it goes (max).")
    private String speed = "max";

    @Option(
            names = "--loop",
            paramLabel = "N",
            defaultValue = "1",
            description = "Replay it N times, one after the other (1).")
    private int loop = 1;

    @Option(
            names = "--scale",
            paramLabel = "N",
            defaultValue = "1",
            description = "N times the users, each population with names of its own (1).")
    private int scale = 1;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "Own nodes: 1, or 3 to " + NODES_MAX + " (3).")
    private int nodes = 3;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything made up (1).")
    private long seed = 1;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Give up when nothing moved for so long (30).")
    private int patience = 30;

    @Option(names = "--report", paramLabel = "FILE", description = "Also write it as a page, over what was there.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    /** Made by picocli. */
    public ReplayOptions() {}

    /** Says what cannot be meant, by an exception for the command line. */
    public void check() {
        check(loop >= 1 && loop <= TIMES_MAX, "--loop must be 1 to " + TIMES_MAX + ", not " + loop);
        check(scale >= 1 && scale <= TIMES_MAX, "--scale must be 1 to " + TIMES_MAX + ", not " + scale);
        check(
                nodes == 1 || nodes >= 3 && nodes <= NODES_MAX,
                "--nodes must be 1, or 3 to " + NODES_MAX + ", not " + nodes);
        check(patience >= 1 && patience <= PATIENCE_MAX, "--patience must be 1 to 3600 seconds, not " + patience);
        check(Tempo.parse(speed) != null, "--speed takes a number above 0, or max, not " + speed);
    }

    /** @param sentence has no full stop */
    public void check(boolean right, String sentence) {
        if (!right) {
            throw wrong(sentence + ".");
        }
    }

    public ParameterException wrong(String sentence) {
        return new ParameterException(command.commandLine(), sentence);
    }

    /** Prints a line; any thread. */
    public synchronized void say(String line) {
        PrintWriter words = command.commandLine().getOut();
        words.println(line);
        words.flush();
    }

    /**
     * What is to happen.
     *
     * @param tag goes behind every user's name
     */
    public Script script(String tag) throws IOException {
        try {
            ReplaySource.Read read = ReplaySource.read(file, seed);
            read.missing().forEach(sentence -> say("Attention: " + sentence));
            return Multiplied.of(read.script(), scale, loop, tag, seed);
        } catch (ReplaySource.UnusableException e) {
            throw wrong(String.valueOf(e.getMessage()));
        } catch (BadTrafficException e) {
            throw wrong("So many users and rounds are too much: " + e.getMessage() + ".");
        }
    }

    /** {@code 4,000 messages among 20 users, 10×, about 30 s}. */
    public String words(Script script) {
        Tempo tempo = tempo();
        return String.format(
                Locale.ROOT,
                "%s: %,d messages among %,d users, %s%s",
                file,
                script.traffic().size(),
                script.traffic().users(),
                tempo,
                tempo.isMax()
                        ? ""
                        : String.format(Locale.ROOT, ", about %,.0f s", tempo.nanos(script.lengthUs()) / 1e9));
    }

    public Tempo tempo() {
        Tempo tempo = Tempo.parse(speed);
        return tempo == null ? Tempo.MAX : tempo;
    }

    public long patienceMs() {
        return patience * 1_000L;
    }

    public int nodes() {
        return nodes;
    }

    public long seed() {
        return seed;
    }

    /** The file's name without its folder. */
    public String name() {
        return file.getFileName().toString();
    }

    /** Where the page goes; null for none. */
    public @Nullable Path report() {
        return report;
    }

    public boolean json() {
        return json;
    }

    /** What somebody needs to do it again, for a report. */
    public Map<String, String> method() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("recording", file.toString());
        facts.put("speed", tempo().toString());
        facts.put("loop, scale, seed", loop + ", " + scale + ", " + seed);
        facts.put("Java", Runtime.version().toString());
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return facts;
    }
}
