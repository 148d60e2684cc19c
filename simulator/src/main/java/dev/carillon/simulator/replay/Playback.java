package dev.carillon.simulator.replay;

import dev.carillon.simulator.bench.load.ProcessFigures;
import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.ledger.Verdict;
import dev.carillon.simulator.users.Access;
import dev.carillon.simulator.users.CarillonLinks;
import dev.carillon.simulator.users.SentRows;
import dev.carillon.simulator.users.Tokens;
import dev.carillon.simulator.users.UserLink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One replay of a script against running nodes, with the verdict and what was measured. On its caller's thread. */
public final class Playback {
    private static final int AT_ONCE = 500;
    private static final long POLL_MS = 5;

    private final Script script;
    private final Tempo tempo;
    private final long patienceMs;
    private final boolean heads;

    /**
     * @param patienceMs how long nothing may move before it gives up
     * @param heads whether everybody comes online once more at the end, to see how long each inbox is
     */
    public Playback(Script script, Tempo tempo, long patienceMs, boolean heads) {
        this.script = script;
        this.tempo = tempo;
        this.patienceMs = patienceMs;
        this.heads = heads;
    }

    /**
     * The nodes, as far as a replay needs them.
     *
     * @param ports for clients, on loopback
     * @param processes whose CPU time is counted; none for nodes of somebody else
     * @param alive whether they run
     */
    public record Nodes(List<Integer> ports, List<Long> processes, BooleanSupplier alive) {
        public Nodes {
            ports = List.copyOf(ports);
            processes = List.copyOf(processes);
        }

        double cpuSeconds() {
            return processes.stream().mapToDouble(ProcessFigures::cpuSeconds).sum();
        }
    }

    /**
     * @param nodeCpuSeconds of all nodes together, from the first step to the last delivery and the look after it; 0 if
     *     they are not ours
     */
    public record Result(Verdict verdict, PlayTimes.Quantiles times, Behaviour behaviour, double nodeCpuSeconds) {
        /** CPU microseconds of all nodes for each delivered message. */
        public double cpuMicrosPerMessage() {
            long delivered = verdict.balance().delivered();
            return delivered == 0 ? 0 : nodeCpuSeconds * 1e6 / delivered;
        }
    }

    /**
     * Replays.
     *
     * @param run tells this replay's messages from any other's
     * @param watching is given the ledger at the beginning, to show how far it is
     */
    public Result run(Nodes nodes, long run, Consumer<Ledger> watching) throws InterruptedException {
        PlayTimes times = new PlayTimes();
        Ledger ledger = new Ledger(script.traffic(), run, System::nanoTime, times::delivered);
        watching.accept(ledger);
        BehaviourWatch watch = new BehaviourWatch(script);
        Devices devices = script.devices();
        SentRows sentRows = new SentRows(script.traffic(), devices.count(), devices::sender);
        Happenings happenings = new Happenings();
        ExecutorService closer = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "closer");
            thread.setDaemon(true);
            return thread;
        });
        CarillonLinks clients = new CarillonLinks(
                devices.count(),
                device -> script.traffic().user(devices.user(device)),
                device -> Access.local(nodes.ports()),
                Tokens.UNSIGNED,
                (recipient, sender, payload) -> {},
                (device, nth, recipient, reason) -> {
                    int row = sentRows.row(device, nth, recipient);
                    ledger.failed(row, reason);
                    happenings.failed(row);
                },
                new HeardByDevices(script, ledger, happenings, watch),
                device -> false,
                closer);
        try (CountedLinks links = new CountedLinks(clients, devices.count(), watch::refused)) {
            enrol(links, watch);
            double cpu = nodes.cpuSeconds();
            Player player = new Player(
                    script, ledger, links, tempo, times, nodes.alive(), patienceMs, System::nanoTime, happenings);
            Player.Outcome outcome = player.play();
            PlayTimes.Quantiles took = times.take(System.nanoTime());
            double used = nodes.alive().getAsBoolean() ? nodes.cpuSeconds() - cpu : 0;
            player.closeAll();
            boolean sawHeads = heads && outcome.gaveUp() == null && readHeads(links, watch);
            Balance balance = ledger.balance();
            Verdict verdict = new Verdict(
                    balance,
                    0,
                    0,
                    0,
                    outcome.seconds(),
                    Stream.ofNullable(outcome.gaveUp())
                            .map(why -> "the replay stopped waiting: " + why)
                            .toList());
            return new Result(
                    verdict, took, watch.behaviour(links::opened, sawHeads).with(counts(balance)), used);
        } finally {
            closer.shutdownNow();
        }
    }

    /**
     * All devices of users who have several become known before anybody writes: one that comes later gets nothing of what was
     * sent before.
     */
    private void enrol(CountedLinks links, BehaviourWatch watch) throws InterruptedException {
        List<Integer> wanted = new ArrayList<>();
        for (int user : script.devices().usersWithMore()) {
            wanted.add(user);
            wanted.addAll(script.devices().more(user));
        }
        visit(wanted, links, watch);
    }

    /** Everybody comes online, and hears how long their inbox is. @return whether all did */
    private boolean readHeads(CountedLinks links, BehaviourWatch watch) throws InterruptedException {
        return visit(IntStream.range(0, script.traffic().users()).boxed().toList(), links, watch);
    }

    /** They come online and go again. @return whether all did */
    private boolean visit(List<Integer> devices, CountedLinks links, BehaviourWatch watch) throws InterruptedException {
        boolean all = true;
        for (int first = 0; first < devices.size(); first += AT_ONCE) {
            List<Integer> some = devices.subList(first, Math.min(first + AT_ONCE, devices.size()));
            List<Integer> before = some.stream().map(watch::welcomes).toList();
            List<UserLink> open = some.stream().map(links::open).toList();
            for (int i = 0; i < some.size(); i++) {
                for (long waited = 0;
                        waited < patienceMs && watch.welcomes(some.get(i)) == before.get(i);
                        waited += POLL_MS) {
                    TimeUnit.MILLISECONDS.sleep(POLL_MS);
                }
                all &= watch.welcomes(some.get(i)) > before.get(i);
            }
            open.forEach(UserLink::close);
        }
        return all;
    }

    private static Map<String, Long> counts(Balance balance) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("acked", balance.acked());
        counts.put("failed", balance.failed());
        counts.put("delivered", balance.delivered());
        counts.put("lost", balance.lost());
        counts.put("duplicated", balance.duplicated());
        counts.put("out of order", balance.outOfOrder());
        counts.put("invented", balance.invented());
        counts.put("unsettled", balance.unsettled());
        return counts;
    }
}
