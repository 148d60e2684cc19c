package dev.carillon.simulator.load;

import dev.carillon.simulator.users.Access;
import dev.carillon.simulator.users.CarillonLinks;
import dev.carillon.simulator.users.Tokens;
import dev.carillon.simulator.users.UserLinks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A generator in this process: its plan, its clients, its threads. {@link #run} keeps its caller's thread. */
final class LocalGenerator implements Worker {
    /** Clients that say their last word at once, each of which may wait for an answer. */
    private static final int CLOSERS = 4;

    /** Where Linux tells of this process's threads. */
    private static final Path THREADS = Path.of("/proc/self/task");

    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(daemon("ticker"));
    private final ExecutorService porter = Executors.newSingleThreadExecutor(daemon("porter"));
    private final ExecutorService closers = Executors.newFixedThreadPool(CLOSERS, daemon("closer"));
    private final LongSupplier nanoTime;
    private final Signals signals;
    private final UserLinks links;
    private final Generator generator;
    private int seconds;

    /** @throws LoadException if there are no keys in the key file */
    LocalGenerator(GeneratorSetup setup, LongSupplier nanoTime, LongSupplier epochSeconds)
            throws InterruptedException, LoadException {
        this.nanoTime = nanoTime;
        Tokens tokens = tokens(setup, epochSeconds);
        Plan plan = Plan.draw(setup.scenario(), setup.generator(), setup.generators(), setup.tag());
        Meter meter = new Meter(plan.phases().size());
        Books books = new Books(plan, meter, setup.sabotage(), nanoTime);
        Access plain = new Access(setup.servers(), true);
        WeakSignals weak = WeakSignals.of(plan, setup.servers(), nanoTime);
        this.signals = weak == null ? Signals.STEADY : weak;
        this.links = new CarillonLinks(
                plan.traffic(),
                user -> weak == null ? plain : weak.access(user, plain),
                tokens,
                books.inbound(),
                books.failures(),
                books,
                plan.habits().quiet(),
                closers);
        this.generator = new Generator(plan, books, new Crowd(plan, books, links, porter), signals, meter, nanoTime);
    }

    private static Tokens tokens(GeneratorSetup setup, LongSupplier epochSeconds) throws LoadException {
        if (setup.keyFile() == null) {
            return Tokens.UNSIGNED;
        }
        try {
            return Tokens.signedWith(setup.keyFile(), epochSeconds);
        } catch (IOException e) {
            throw new LoadException(String.valueOf(e.getMessage()));
        }
    }

    private static ThreadFactory daemon(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** @return whether everybody who is to be there at the beginning is */
    @Override
    public boolean enrol(long withinMs) throws InterruptedException {
        return generator.enrol(withinMs);
    }

    /** @param ticks told every second what happened in it, by a thread of its own */
    @Override
    public Account run(Consumer<Tick> ticks) throws InterruptedException {
        BusiestThread busiest = new BusiestThread(THREADS, nanoTime);
        ticker.scheduleAtFixedRate(
                () -> ticks.accept(generator.tick(seconds++, links.connected(), busiest.share())),
                1,
                1,
                TimeUnit.SECONDS);
        generator.run();
        return generator.finish();
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        porter.shutdownNow();
        closers.shutdownNow();
        links.close();
        signals.close();
    }
}
