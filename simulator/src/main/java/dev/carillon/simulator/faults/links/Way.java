package dev.carillon.simulator.faults.links;

import java.util.ArrayList;
import java.util.List;

/**
 * From one node to another: what becomes of the bytes that travel there, whoever made the connection. Confined to the
 * proxy's event loop.
 */
final class Way {
    private boolean cut;
    private long delayMs;
    private long bytesHeld;
    private long bytesDelayed;
    private final List<Runnable> whenOpen = new ArrayList<>();

    boolean isCut() {
        return cut;
    }

    long delayMs() {
        return delayMs;
    }

    void cut() {
        cut = true;
    }

    void delay(long ms) {
        delayMs = ms;
    }

    void heal() {
        cut = false;
        delayMs = 0;
        List<Runnable> waiting = List.copyOf(whenOpen);
        whenOpen.clear();
        waiting.forEach(Runnable::run);
    }

    /** Once, when it is healed. */
    void whenOpen(Runnable then) {
        whenOpen.add(then);
    }

    void held(int bytes) {
        bytesHeld += bytes;
    }

    void delayed(int bytes) {
        bytesDelayed += bytes;
    }

    LinkProxy.Effect effect() {
        return new LinkProxy.Effect(bytesHeld, bytesDelayed);
    }
}
