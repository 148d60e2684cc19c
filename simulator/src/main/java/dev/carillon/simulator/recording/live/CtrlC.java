package dev.carillon.simulator.recording.live;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets what goes on end in order when this process is asked to end: it waits until this is closed, 30 s at most. */
final class CtrlC implements AutoCloseable {
    private static final long WAIT_S = 30;

    private final CountDownLatch pressed = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::waitForTheEnd, "ctrl-c");

    CtrlC() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Opens when the process is to end. */
    CountDownLatch pressed() {
        return pressed;
    }

    private void waitForTheEnd() {
        pressed.countDown();
        try {
            if (!done.await(WAIT_S, TimeUnit.SECONDS)) {
                System.err.println("The recording did not end in time; what was written before is good.");
            }
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
