package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.Chaos;
import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.scenario.Phase;
import dev.carillon.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private final Scenario scenario;
    private final String text;
    private final Target target;
    private final int generators;
    private final Sabotage.@Nullable Kind sabotage;
    private final LiveView view;
    private final LongSupplier nanoTime;
    private final LongSupplier epochSeconds;

    /**
     * @param text the scenario's file, for generators in processes of their own
     * @param sabotage what is done to a few deliveries, to see the verdict turn red; null for nothing
     * @param epochSeconds since 1970, for the users' tokens
     */
    public LoadRun(
            Scenario scenario,
            String text,
            Target target,
            int generators,
            Sabotage.@Nullable Kind sabotage,
            LiveView view,
            LongSupplier nanoTime,
            LongSupplier epochSeconds) {
        this.scenario = scenario;
        this.text = text;
        this.target = target;
        this.generators = generators;
        this.sabotage = sabotage;
        this.view = view;
        this.nanoTime = nanoTime;
        this.epochSeconds = epochSeconds;
    }

    private Worker worker(int number, @Nullable Path folder) throws InterruptedException, LoadException {
        // Only one of them drops, repeats or swaps.
        GeneratorSetup setup = new GeneratorSetup(
                scenario,
                number,
                generators,
                target.tag(),
                target.servers(),
                target.keyFile(),
                number == 0 ? sabotage : null);
        return folder == null
                ? new LocalGenerator(setup, nanoTime, epochSeconds)
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
                    + " s not everybody got a connection to " + target.words()
                    + ". Nothing was sent. Do the nodes run, and "
                    + (target.keyFile() == null
                            ? "take unsigned tokens (--insecure-dev)? Otherwise say --key-file."
                            : "check tokens with the keys in " + target.keyFile() + "?"));
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
        NodeSampler sampler = new NodeSampler(target.usage(), nanoTime);
        long began = nanoTime.getAsLong();
        clock.scheduleAtFixedRate(sampler::look, 1, 1, TimeUnit.SECONDS);
        // With a delay, not a rate: after a standstill there would be all that nobody has seen, at once.
        clock.scheduleWithFixedDelay(
                () -> show(timeline, sampler, (nanoTime.getAsLong() - began) / 1e9),
                view.everyMs(),
                view.everyMs(),
                TimeUnit.MILLISECONDS);
        Chaos chaos = target.chaos();
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

    private void show(Timeline timeline, NodeSampler sampler, double seconds) {
        Timeline.Sum now = timeline.latest();
        if (now != null) {
            view.show(
                    target.words(),
                    new Moment(seconds, now, timeline.seconds(), marks(), sampler.samples(), sampler.isFull()));
        }
    }

    private List<FaultMark> marks() {
        Chaos chaos = target.chaos();
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
                target.words(),
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
                Bottlenecks.warnings(whole, seconds, sampler.busyShare()),
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
}
