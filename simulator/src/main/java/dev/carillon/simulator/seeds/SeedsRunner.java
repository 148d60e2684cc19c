package dev.carillon.simulator.seeds;

import dev.carillon.node.simulated.Mailboxes;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Runs many seeds, several at once, and shows how far it has come. */
final class SeedsRunner {
    private final long first;
    private final long count;
    private final int jobs;
    private final boolean untilFound;
    private final RunOptions options;
    private final LongSupplier errors;
    private final AtomicLong next;
    private final SeedsOutcome outcome = new SeedsOutcome();
    private final SeedsTime time = new SeedsTime(outcome);

    /**
     * @param jobs how many at once
     * @param untilFound whether to begin no other once a promise was broken
     */
    SeedsRunner(long first, long count, int jobs, boolean untilFound, RunOptions options, LongSupplier errors) {
        this.first = first;
        this.count = count;
        this.jobs = jobs;
        this.untilFound = untilFound;
        this.options = options;
        this.errors = errors;
        this.next = new AtomicLong(first);
    }

    /** @param rechecking keeps what it needs of each result */
    SeedsOutcome run(Rechecking rechecking) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(jobs);
        List<Future<?>> workers = IntStream.range(0, jobs)
                .<Future<?>>mapToObj(job -> executor.submit(() -> work(rechecking)))
                .toList();
        executor.shutdown();
        SeedsProgress progress = new SeedsProgress(System.err, count, outcome);
        while (!executor.awaitTermination(SeedsProgress.EVERY_MS, TimeUnit.MILLISECONDS)) {
            progress.show();
        }
        progress.end();
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a run ended with " + e.getCause(), e.getCause());
            }
        }
        time.end();
        return outcome;
    }

    private void work(Rechecking rechecking) {
        Mailboxes mailboxes = new Mailboxes();
        for (long seed = next.getAndIncrement();
                seed < first + count && !(untilFound && outcome.hasFailed());
                seed = next.getAndIncrement()) {
            SeedResult result = SeedRun.of(seed, options, mailboxes, errors);
            rechecking.keep(result);
            if (outcome.add(result) == count / 2) {
                time.half();
            }
        }
    }

    SeedsTime time() {
        return time;
    }
}
