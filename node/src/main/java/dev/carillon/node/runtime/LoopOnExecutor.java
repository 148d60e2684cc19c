package dev.carillon.node.runtime;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs a loop's passes on an event loop, between what that does for sockets: what it reads is heard, and what the pass
 * sends is written, without waking another thread. For loops that wait for no disk. Construct it before mail comes; any
 * thread.
 */
public final class LoopOnExecutor {
    /** Passes after which the event loop looks at its sockets, if one gives another no rest. */
    private static final int PASSES_MAX = 8;

    /** Longest time without a pass, ns; as {@link Loop} sleeps. */
    private static final long REST_NS_MAX = 100_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final Loop loop;
    private final ScheduledExecutorService eventLoop;
    private final Clock clock;
    private final Consumer<Throwable> onFailure;
    private final AtomicBoolean due = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable pass = this::pass;
    private final Runnable timer = this::timer;
    private long timerNs = NEVER;
    private int inRow;

    /**
     * @param eventLoop with one thread, which owns the loop from the first pass on
     * @param onFailure hears what should never happen; no pass follows
     */
    public LoopOnExecutor(Loop loop, ScheduledExecutorService eventLoop, Clock clock, Consumer<Throwable> onFailure) {
        this.loop = loop;
        this.eventLoop = eventLoop;
        this.clock = clock;
        this.onFailure = onFailure;
        loop.mailbox().onSignal(this::wake);
    }

    /** Has a pass run soon, unless one is already waiting to; any thread. */
    public void wake() {
        // The mail was published with a release store only; without the fence this read could overtake it and see a
        // pass
        // that has heard all it will.
        VarHandle.fullFence();
        if (!due.get() && due.compareAndSet(false, true)) {
            try {
                eventLoop.execute(pass);
            } catch (RejectedExecutionException e) {
                // The node is at its end.
                ended.countDown();
            }
        }
    }

    /** Waits for the last pass after {@link Loop#stop}. @return whether it is over */
    public boolean awaitEnd(long ms) throws InterruptedException {
        return ended.await(ms, TimeUnit.MILLISECONDS);
    }

    private void pass() {
        due.set(false);
        if (loop.isStopping()) {
            ended.countDown();
            return;
        }
        try {
            if (loop.pass() > 0 || !loop.mailbox().isEmpty()) {
                again();
            } else {
                inRow = 0;
                rest();
            }
        } catch (Throwable e) {
            loop.stop();
            ended.countDown();
            onFailure.accept(e);
        }
    }

    private void again() {
        if (++inRow < PASSES_MAX) {
            wake();
        } else {
            inRow = 0;
            timerAt(clock.nanoTime());
        }
    }

    private void rest() {
        long nowNs = clock.nanoTime();
        long untilNs = Math.min(loop.nextDeadlineNs(), nowNs + REST_NS_MAX);
        if (untilNs - nowNs <= 0) {
            again();
        } else if (timerNs == NEVER || untilNs - timerNs < 0) {
            timerAt(untilNs);
        }
    }

    /** A timer that is set for later still comes, and does no harm. */
    private void timerAt(long untilNs) {
        timerNs = untilNs;
        eventLoop.schedule(timer, Math.max(0, untilNs - clock.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void timer() {
        timerNs = NEVER;
        wake();
    }
}
