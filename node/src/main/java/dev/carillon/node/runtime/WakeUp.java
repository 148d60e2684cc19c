package dev.carillon.node.runtime;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Where a loop sleeps, or who runs its passes. Signalling a loop that is awake costs a fence and a read. */
final class WakeUp {
    private volatile @Nullable Thread sleeper;
    private volatile boolean signalled;
    private volatile @Nullable Runnable instead;

    void instead(Runnable wake) {
        instead = wake;
    }

    /** Any thread. */
    void signal() {
        Runnable wake = instead;
        if (wake != null) {
            wake.run();
            return;
        }
        // The mail was published with a release store only; without the fence this read could overtake it and miss a
        // loop that went to sleep in between.
        VarHandle.fullFence();
        Thread thread = sleeper;
        if (thread != null) {
            signalled = true;
            LockSupport.unpark(thread);
        }
    }

    /** On the loop: sleeps until signalled, at most {@code ns}, unless there is mail. */
    void sleep(long ns, LoopMailbox mailbox) {
        sleeper = Thread.currentThread();
        VarHandle.fullFence();
        if (mailbox.isEmpty() && !signalled) {
            LockSupport.parkNanos(this, ns);
        }
        sleeper = null;
        signalled = false;
    }
}
