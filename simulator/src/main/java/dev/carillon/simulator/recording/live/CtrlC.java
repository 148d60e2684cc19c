package dev.carillon.simulator.recording.live;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets what goes on end in order when this process is asked to end: it waits until this is closed, 30 s at most. Being asked is
 * how it ends as a rule, so the exit status is that of what went on, and not the signal's.
 */
final class CtrlC implements AutoCloseable {
    private static final long WAIT_S = 30;

    private final CountDownLatch pressed = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile int status = 1;
    private final Thread hook = new Thread(this::waitForTheEnd, "ctrl-c");

    CtrlC() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Opens when the process is to end. */
    CountDownLatch pressed() {
        return pressed;
    }

    /** What the exit status is if this process was asked to end. @return the same */
    int status(int ended) {
        status = ended;
        return ended;
    }

    private void waitForTheEnd() {
        pressed.countDown();
        try {
            if (!done.await(WAIT_S, TimeUnit.SECONDS)) {
                System.err.println("The recording did not end in time; what was written before is good.");
            }
            System.out.flush();
            Runtime.getRuntime().halt(status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already: it was Ctrl-C.
        }
    }
}
