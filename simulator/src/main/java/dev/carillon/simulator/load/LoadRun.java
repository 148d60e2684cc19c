package dev.carillon.simulator.load;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.simulator.chaos.Chaos;
import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.chaos.TargetCluster;
import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.scenario.Phase;
import dev.carillon.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One run, from the first connection to the result. Runs on its caller's thread; others show it and hurt the cluster. */
public final class LoadRun {
    private static final String SCENARIO = "scenario.yaml";
    private static final long ENROL_WITHIN_MS = 60_000;
    /** The generator is late for more than one message in a hundred. */
    private static final double LATE_MS = 20;

    private static final double BUSY_SHARE = 0.9;
    private static final double BUSY_SECONDS = 0.1;

    private final Scenario scenario;
    private final String text;
    private final List<ServerAddress> servers;
    private final String target;
    private final @Nullable TargetCluster cluster;
    private final @Nullable Chaos chaos;
    private final int generators;
    private final String tag;
    private final Sabotage.@Nullable Kind sabotage;
    private final LiveView view;
    private final LongSupplier nanoTime;

    /**
     * @param text the scenario's file, for generators in processes of their own
     * @param target where the load goes, for people
     * @param cluster whose nodes are looked at; null if they are not ours
     * @param chaos what is done to it meanwhile; null for nothing
     * @param tag tells this run's users from those of any other
     */
    public LoadRun(
            Scenario scenario,
            String text,
            List<ServerAddress> servers,
            String target,
            @Nullable TargetCluster cluster,
            @Nullable Chaos chaos,
            int generators,
            String tag,
            Sabotage.@Nullable Kind sabotage,
            LiveView view,
            LongSupplier nanoTime) {
        this.scenario = scenario;
        this.text = text;
        this.servers = List.copyOf(servers);
        this.target = target;
        this.cluster = cluster;
        this.chaos = chaos;
        this.generators = generators;
        this.tag = tag;
        this.sabotage = sabotage;
        this.view = view;
        this.nanoTime = nanoTime;
    }

    private Worker worker(int number, @Nullable Path folder) throws InterruptedException, LoadException {
        // Only one of them drops, repeats or swaps.
        GeneratorSetup setup =
                new GeneratorSetup(scenario, number, generators, tag, servers, number == 0 ? sabotage : null);
        return folder == null
                ? new LocalGenerator(setup, nanoTime)
                : GeneratorProcess.start(setup, folder, folder.resolve(SCENARIO), ENROL_WITHIN_MS);
    }

    /** @throws LoadException if the load could not be put on to its end */
    public RunResult run() throws InterruptedException, LoadException {
        if (generators == 1) {
            return run(null);
        }
        try {
            Path folder = Files.createTempDirectory("carillon-generators-");
            try {
                Files.writeString(folder.resolve(SCENARIO), text);
                return run(folder);
            } finally {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new LoadException("The generators' files cannot be written: " + e.getMessage());
        }
    }

    /** @param folder between the generators' processes and this one; null for a generator in this one */
    private RunResult run(@Nullable Path folder) throws InterruptedException, LoadException {
        List<Worker> workers = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool(LoadRun::daemon);
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, LoadRun::daemon);
        try {
            for (int i = 0; i < generators; i++) {
                workers.add(worker(i, folder));
            }
            enrol(workers, threads);
            return load(workers, threads, clock);
        } finally {
            clock.shutdownNow();
            threads.shutdownNow();
            workers.forEach(Worker::close);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "load");
        thread.setDaemon(true);
        return thread;
    }

    private void enrol(List<Worker> workers, ExecutorService threads) throws InterruptedException, LoadException {
        view.line(String.format("%,d users come online.", scenario.users()));
        List<Boolean> all = together(workers, threads, worker -> worker.enrol(ENROL_WITHIN_MS));
        if (all.contains(false)) {
            throw new LoadException("Within " + ENROL_WITHIN_MS / 1_000
                    + " s not everybody got a connection to " + target
                    + ". Nothing was sent; do the nodes run, and take unsigned tokens (--insecure-dev)?");
        }
    }

    /** What is done with each worker. */
    private interface Work<T> {
        T with(Worker worker) throws InterruptedException, LoadException;
    }

    private static <T> List<T> together(List<Worker> workers, ExecutorService threads, Work<T> work)
            throws InterruptedException, LoadException {
        List<Future<T>> begun = new ArrayList<>();
        for (Worker worker : workers) {
            Callable<T> each = () -> work.with(worker);
            begun.add(threads.submit(each));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> each : begun) {
            try {
                results.add(each.get());
            } catch (ExecutionException e) {
                throw new LoadException("A generator broke: " + e.getCause());
            }
        }
        return results;
    }

    private RunResult load(List<Worker> workers, ExecutorService threads, ScheduledExecutorService clock)
            throws InterruptedException, LoadException {
        List<String> names = scenario.phases().stream().map(Phase::name).toList();
        Timeline timeline = new Timeline(names, generators);
        NodeSampler sampler =
                new NodeSampler(() -> cluster == null ? Map.<Integer, NodeProcess>of() : cluster.members(), nanoTime);
        long began = nanoTime.getAsLong();
        clock.scheduleAtFixedRate(sampler::look, 1, 1, TimeUnit.SECONDS);
        clock.scheduleAtFixedRate(
                () -> view.show(timeline.latest(), (nanoTime.getAsLong() - began) / 1e9, marks()),
                view.everyMs(),
                view.everyMs(),
                TimeUnit.MILLISECONDS);
        if (chaos != null) {
            chaos.start();
        }
        List<Account> accounts = together(workers, threads, worker -> worker.run(timeline::add));
        if (chaos != null) {
            chaos.end();
        }
        double seconds = (nanoTime.getAsLong() - began) / 1e9;
        Account account = accounts.stream().reduce(Account::plus).orElseThrow();
        return result(account, timeline.seconds(), sampler, seconds);
    }

    private List<FaultMark> marks() {
        return chaos == null ? List.of() : chaos.marks();
    }

    private RunResult result(Account account, List<Second> seconds, NodeSampler sampler, double length) {
        List<PhaseFigures> phases = new ArrayList<>();
        List<Stretch> stretches = Stretch.of(scenario);
        for (Stretch each : stretches) {
            phases.add(PhaseFigures.of(
                    each.phase().name(), each.seconds(), account.phases().get(each.number())));
        }
        PhaseCount sum = account.phases().stream().reduce(empty(), PhaseCount::plus);
        PhaseFigures whole = PhaseFigures.of("all", scenario.runNs() / 1e9, sum);
        Balance b = account.balance();
        return new RunResult(
                scenario,
                target,
                generators,
                length,
                seconds,
                whole,
                phases,
                PromiseResult.of(account),
                scenario.thresholds().stream()
                        .map(each -> ThresholdResult.of(each, account, whole, phases))
                        .toList(),
                marks(),
                sampler.samples(),
                warnings(whole, seconds, sampler),
                new RunResult.Messages(
                        b.rows(),
                        b.acked(),
                        b.failed(),
                        b.delivered(),
                        b.lost(),
                        b.duplicated(),
                        b.outOfOrder(),
                        b.invented(),
                        b.unsettled()));
    }

    private static PhaseCount empty() {
        return new PhaseCount(
                0,
                0,
                List.of(Meter.Timed.values()).stream()
                        .map(what -> new Histogram(Meter.LONGEST_MICROS, Meter.DIGITS))
                        .toList());
    }

    private static List<String> warnings(PhaseFigures whole, List<Second> seconds, NodeSampler sampler) {
        List<String> warnings = new ArrayList<>();
        if (whole.lag().p99() > LATE_MS) {
            warnings.add("THE GENERATOR IS A BOTTLENECK: one message in a hundred was sent "
                    + Shown.ms(whole.lag().p99())
                    + " late or more. Times count from when a message was due, so they hold that, too; ask for less, or for"
                    + " more --generators.");
        }
        long busy = seconds.stream().filter(each -> each.busiest() > BUSY_SHARE).count();
        if (busy > BUSY_SECONDS * seconds.size()) {
            warnings.add("THE GENERATOR IS A BOTTLENECK: in " + busy + " of " + seconds.size()
                    + " seconds one of its threads had no time left. Ask for less, or for more --generators.");
        }
        if (sampler.busyShare() > BUSY_SECONDS) {
            warnings.add("All cores of this machine had work in " + Math.round(100 * sampler.busyShare())
                    + " % of the seconds: nodes, generators and whoever else is here wait for each other.");
        }
        return warnings;
    }
}
