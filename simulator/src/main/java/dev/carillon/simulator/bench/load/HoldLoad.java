package dev.carillon.simulator.bench.load;

import dev.carillon.protocol.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Silent sessions: connects users, says so, and keeps them connected with a PING each per half keepalive period until
 * told to end. One process holds at most as many as it may open files.
 */
public final class HoldLoad implements LoadListener {
    private static final int CONNECT_SECONDS_MAX = 120;
    private static final double NS_PER_SECOND = 1e9;
    private static final int PING_TURNS = Limits.KEEPALIVE_SECONDS_DEFAULT / 2;

    /** Waits, on the caller's thread, until the sessions may end. */
    @FunctionalInterface
    public interface Until {
        void connected(double seconds, int errors) throws InterruptedException;
    }

    private final CountDownLatch ready;

    private HoldLoad(int sessions) {
        ready = new CountDownLatch(sessions);
    }

    /** Connects users {@code first} to {@code first + sessions - 1} and holds them until {@code until} returns. */
    public static void run(LoadContext context, int first, int sessions, Until until) throws InterruptedException {
        HoldLoad hold = new HoldLoad(sessions);
        List<List<LoadConnection>> turns = new ArrayList<>();
        for (int i = 0; i < PING_TURNS; i++) {
            turns.add(new ArrayList<>());
        }
        try (LoadNet net = context.net()) {
            long start = context.clock().nanoTime();
            for (int i = 0; i < sessions; i++) {
                turns.get(i % PING_TURNS).add(net.connect(first + i, net.loop(i), hold));
            }
            context.progress().require(hold.ready, "  connecting " + sessions + " sessions", CONNECT_SECONDS_MAX);
            double seconds = (context.clock().nanoTime() - start) / NS_PER_SECOND;
            for (int i = 0; i < PING_TURNS; i++) {
                List<LoadConnection> turn = turns.get(i);
                net.loop(0).eventLoop.scheduleAtFixedRate(() -> ping(turn), i + 1, PING_TURNS, TimeUnit.SECONDS);
            }
            until.connected(seconds, net.errors());
        }
    }

    private static void ping(List<LoadConnection> connections) {
        for (LoadConnection connection : connections) {
            connection.loop.eventLoop.execute(connection::ping);
        }
    }

    @Override
    public void onReady(LoadConnection connection) {
        ready.countDown();
    }
}
