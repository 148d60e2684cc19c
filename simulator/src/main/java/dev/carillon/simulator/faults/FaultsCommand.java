package dev.carillon.simulator.faults;

import dev.carillon.simulator.faults.links.LinkProxy;
import dev.carillon.simulator.faults.node.WeakNode;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import dev.carillon.simulator.promises.Habits;
import dev.carillon.simulator.promises.Lie;
import dev.carillon.simulator.promises.PromiseBook;
import dev.carillon.simulator.traffic.SyntheticDay;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.CarillonLinks;
import dev.carillon.simulator.users.SentRows;
import dev.carillon.simulator.users.UserLinks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code carillon faults}: reads the options and wires clock, processes and network. Exit status: 0 for a green verdict, 1
 * for a red one or a node that does not start, 2 for options that make no sense.
 */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Hurts a cluster of real processes under traffic, and checks that every promise held.",
        description = {
            "",
            "Starts three nodes, sends messages all the time, and does to the nodes what happens to machines: kill -9 of"
                    + " owners, of all nodes at once, stops, network cuts both ways and one way, slow links, a full disk,"
                    + " a wiped one, nodes that come and go. After each fault it waits until users are served again. In the"
                    + " end it checks every message against the promises, by their names, and counts what really happened;"
                    + " a fault that did not happen makes the verdict red.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon faults                          every kind once, three kills",
            "  ./carillon faults --long                   200 kills, the others ten times",
            "  ./carillon faults --only kill,kill-all --kills 20 --seed 7",
            "  ./carillon faults --only kill-all --power-cuts --durability none",
            "                                             must end red: without fsync a power cut loses messages",
            "  ./carillon faults --only pause --sabotage copy-lost",
            "                                             must end red: a check finds what no node may tell a device",
            "  ./carillon faults --only pause --sabotage replica-differs",
            "                                             must end red: one node's state has what the others do not have",
            "  ./carillon faults --json | tail -1         the verdict for a script",
            "",
            "Exit status: 0 green, 1 red, 2 wrong options or files."
        })
public final class FaultsCommand implements Callable<Integer> {
    private static final int NODES = 3;
    private static final int USERS = 400;
    /** The rest is offline, and messages wait for them. */
    private static final int ONLINE_MAX = 300;

    /** Most have a second device; the others keep those ways alive that a node has for a user with one. */
    private static final Habits HABITS = new Habits(user -> user % 8 != 0, row -> row % 2 == 0, row -> row % 3 == 0);

    private static final int ROWS_PER_FAULT = 12_000;
    /** Even of few faults one may be long: a node that comes, one that goes. */
    private static final int ROWS_MIN = 150_000;

    private static final int ROWS_PER_SECOND = 300;
    private static final int KILLS = 3;
    private static final int KILLS_LONG = 200;
    private static final int OTHERS_LONG = 10;
    private static final int KILLS_MAX = 10_000;
    private static final int PATIENCE_SECONDS_MAX = 3_600;
    /** So small that logs are cut, recycled and flushed many times in a run. */
    private static final List<String> TINY = List.of(
            "--set=data.segment=1MiB",
            "--set=state.log-bytes=16MiB",
            "--set=state.freeze-bytes=16KiB",
            "--set=state.freeze-age=500ms",
            "--set=state.flush-bytes=256KiB",
            "--set=state.flush-age=1s");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            converter = KindName.class,
            completionCandidates = KindNames.class,
            description = "Only these kinds of fault: ${COMPLETION-CANDIDATES}. Without it: all.")
    private @Nullable List<FaultKind> only;

    @Option(names = "--kills", paramLabel = "N", description = "How often to kill an owner (3; 200 with --long).")
    private @Nullable Integer kills;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each other kind comes (1; 10 with --long).")
    private @Nullable Integer rounds;

    @Option(names = "--long", description = "The long form.")
    private boolean longForm;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the faults' order and of the traffic (1); the processes' timing is their own.")
    private long seed;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long users may wait after a fault, messages after the last, and a full disk to be noticed (60).")
    private int patience;

    @Option(
            names = "--power-cuts",
            description = "At a kill a node also loses what it has not synced, as at a power cut.")
    private boolean powerCuts;

    @Option(
            names = "--durability",
            paramLabel = "MODE",
            defaultValue = "sync",
            description = "Of the nodes: sync, interval or none (sync). None with --power-cuts must end red.")
    private String durability = "sync";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "New or empty folder for the nodes' data and output, kept. Without it: a temporary one.")
    private @Nullable Path data;

    @Option(
            names = "--sabotage",
            paramLabel = "LIE",
            converter = LieName.class,
            completionCandidates = LieNames.class,
            description =
                    "Lie to one of the checks, or to a node, to see the verdict turn red: ${COMPLETION-CANDIDATES}.")
    private @Nullable Lie lie;

    @Option(names = "--json", description = "Print the verdict as one JSON object on the last line.")
    private boolean json;

    /** The kinds by their labels. */
    static final class KindName implements ITypeConverter<FaultKind> {
        @Override
        public FaultKind convert(String word) {
            return Arrays.stream(FaultKind.values())
                    .filter(kind -> kind.label().equals(word))
                    .findAny()
                    .orElseThrow(() -> new TypeConversionException(
                            "there is no fault '" + word + "', only " + String.join(", ", new KindNames())));
        }
    }

    /** The lies by their labels. */
    static final class LieName implements ITypeConverter<Lie> {
        @Override
        public Lie convert(String word) {
            return Arrays.stream(Lie.values())
                    .filter(lie -> lie.label().equals(word))
                    .findAny()
                    .orElseThrow(() -> new TypeConversionException(
                            "there is no lie '" + word + "', only " + String.join(", ", new LieNames())));
        }
    }

    /** For help and completion. */
    static final class LieNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Lie.values()).map(Lie::label).iterator();
        }
    }

    /** For help and completion. */
    static final class KindNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(FaultKind.values()).map(FaultKind::label).iterator();
        }
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        Schedule schedule = schedule();
        if (!List.of("sync", "interval", "none").contains(durability)) {
            throw wrong("--durability must be sync, interval or none, not " + durability);
        }
        if (patience < 1 || patience > PATIENCE_SECONDS_MAX) {
            throw wrong("--patience must be 1 to " + PATIENCE_SECONDS_MAX + " seconds, not " + patience);
        }
        try {
            return run(schedule, Workspace.open("faults", data));
        } catch (Workspace.UnusableFolderException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Schedule schedule() {
        Integer wantedKills = kills;
        Integer wantedRounds = rounds;
        int killed = wantedKills == null ? longForm ? KILLS_LONG : KILLS : wantedKills;
        int others = wantedRounds == null ? longForm ? OTHERS_LONG : 1 : wantedRounds;
        if (killed < 0 || killed > KILLS_MAX || others < 0 || others > KILLS_MAX) {
            throw wrong("--kills and --rounds must be 0 to " + KILLS_MAX);
        }
        List<FaultKind> named = only;
        Set<FaultKind> kinds = named == null ? EnumSet.allOf(FaultKind.class) : EnumSet.copyOf(named);
        Schedule schedule = Schedule.of(kinds, killed, others, seed);
        if (schedule.faults().isEmpty()) {
            throw wrong("with these options no fault happens, and nothing would be tested");
        }
        return schedule;
    }

    /** As many as there may be, at most: most faults take 4,000 to 8,000 with their surge and the waiting after them. */
    static int rows(int faults) {
        return (int) Math.min(Traffic.ROWS_MAX, Math.max(ROWS_MIN, ROWS_PER_FAULT * (faults + 1L)));
    }

    /** Slower where there may not be as many rows as the faults would have at the usual rate. */
    static int rowsPerSecond(int faults) {
        return (int)
                Math.min(ROWS_PER_SECOND, ROWS_PER_SECOND * (long) rows(faults) / (ROWS_PER_FAULT * (faults + 1L)));
    }

    private int run(Schedule schedule, Workspace workspace) throws InterruptedException, IOException {
        long patienceMs = patience * 1_000L;
        Traffic traffic = SyntheticDay.of(seed, rows(schedule.faults().size()), USERS);
        Ledger ledger = new Ledger(traffic, new SplittableRandom(seed).nextLong(), System::nanoTime, nanos -> {});
        SentRows sentRows = new SentRows(traffic);
        PromiseBook book = new PromiseBook(traffic, sentRows, ledger::payload, HABITS, lie);
        List<String> options = new ArrayList<>(TINY);
        options.addAll(List.of("--insecure-dev", "--http-port=-1", "--admin-port=0", "--durability=" + durability));
        LocalCluster cluster =
                LocalCluster.lay(WeakNode.class.getName(), workspace.data(), workspace.files(), NODES, options);
        Thread cleanUp = new Thread(
                () -> {
                    cluster.nodes().forEach(NodeProcess::destroy);
                    workspace.clean();
                },
                "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        ExecutorService closer = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "closer");
            thread.setDaemon(true);
            return thread;
        });
        say(String.format(
                "%d faults, seed %d; the nodes' output is in %s.",
                schedule.faults().size(), seed, workspace.files()));
        boolean green = false;
        try (LinkProxy links = new LinkProxy(System::nanoTime);
                UserLinks users = new CarillonLinks(
                        traffic,
                        cluster.nodes().stream().map(NodeProcess::port).toList(),
                        ledger,
                        (user, nth, recipient, reason) -> ledger.failed(sentRows.row(user, nth, recipient), reason),
                        book,
                        HABITS.quiet(),
                        closer)) {
            SteadyTraffic steady = new SteadyTraffic(
                    traffic,
                    ledger,
                    book,
                    HABITS,
                    users,
                    rowsPerSecond(schedule.faults().size()),
                    ONLINE_MAX,
                    2 * patienceMs,
                    System::nanoTime);
            Testbed bed = new Testbed(
                    cluster,
                    workspace.files(),
                    powerCuts,
                    patienceMs,
                    links,
                    ledger,
                    steady,
                    new SplittableRandom(seed),
                    System::nanoTime);
            Outcome outcome = new FaultRun(
                            schedule, bed, ledger, book, steady, lie == Lie.REPLICA_DIFFERS, patienceMs, this::say)
                    .run();
            OutcomeText.lines(outcome).forEach(this::say);
            green = outcome.isGreen();
            if (!green) {
                workspace.keep();
                say("The nodes' data and output are in " + workspace.files());
            }
            if (json) {
                say(OutcomeText.json(seed, outcome));
            }
        } catch (NodeStartException e) {
            workspace.keep();
            say(String.valueOf(e.getMessage()));
        } finally {
            closer.shutdownNow();
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            for (NodeProcess node : cluster.nodes()) {
                node.destroy();
            }
            workspace.clean();
        }
        return green ? 0 : 1;
    }

    private void say(String line) {
        PrintWriter out = known().commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(known().commandLine(), sentence + ".");
    }

    private CommandSpec known() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec;
    }
}
