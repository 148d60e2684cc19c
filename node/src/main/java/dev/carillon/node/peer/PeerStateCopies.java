package dev.carillon.node.peer;

import dev.carillon.node.cluster.StateCopies;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateImport;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Fetches states over connections of their own, so that no link waits for them. Any thread. */
public final class PeerStateCopies implements StateCopies, AutoCloseable {
    private final PeerParts parts;
    private final IntFunction<@Nullable PeerAddress> addresses;
    private final Set<StateAsking> asking = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> ticks;

    /** @param addresses of the other nodes; null for one that is not known */
    public PeerStateCopies(PeerParts parts, IntFunction<@Nullable PeerAddress> addresses) {
        this.parts = parts;
        this.addresses = addresses;
        long ns = parts.times().ping().toNanos();
        ticks = parts.timer().scheduleWithFixedDelay(this::tick, ns, ns, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        long nowNs = parts.clock().nanoTime();
        asking.forEach(each -> each.tick(nowNs));
    }

    @Override
    public void fetch(int node, int partition, Marker atLeast, StateImport into, Outcome outcome) {
        PeerAddress address = addresses.apply(node);
        if (address == null) {
            outcome.failed();
            return;
        }
        StateAsking one = new StateAsking(parts, address, partition, atLeast, into, outcome, asking::remove);
        asking.add(one);
        one.start();
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        ticks.cancel(false);
        asking.forEach(StateAsking::giveUp);
    }
}
