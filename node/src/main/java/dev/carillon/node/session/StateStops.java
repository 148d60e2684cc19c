package dev.carillon.node.session;

import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the state engine come to a halt at a certain entry of a partition, while the replica applies on, so that states of
 * several replicas can be compared. From the question on nothing of the partition goes to the engine, for a batch that is
 * under way when the entry comes would be one too many; with the entry the changes up to it do, and then nothing again
 * until somebody has opened what the engine has. All of that is bounded in time: meanwhile the partition's changes stay in
 * memory.
 *
 * <pre>
 *   from     event                                   to       effect
 *   WAITING  the entry comes, or is the last one     WAITING  what changed is written
 *   WAITING  the engine is at the entry              READY    the asker is told, and opens it
 *   WAITING  a later entry was applied first, the    over     the asker is told
 *            generation ends, or time is over
 *   READY    the asker has opened it, or did not     over
 *            in time
 * </pre>
 *
 * Runs on the loop.
 */
final class StateStops {
    /** Partitions of one loop whose state is waited for at the same time. */
    static final int STOPS_MAX = 4;

    /** From the question, or from when the entry could have come, until the engine has the state. */
    private static final long WRITTEN_WITHIN_NS = 5_000_000_000L;

    /** Until who was told has opened the state. */
    private static final long TAKEN_WITHIN_NS = 2_000_000_000L;

    private final PartitionSet partitions;
    private final StateEngine engine;
    private final LongSupplier nowNs;
    private final List<Stop> stops = new ArrayList<>();

    private static final class Stop {
        final int partition;
        final Marker at;
        final long reachedByNs;
        final Answer<StateAt> answer;
        boolean ready;
        long untilNs;

        Stop(int partition, Marker at, long reachedByNs, Answer<StateAt> answer) {
            this.partition = partition;
            this.at = at;
            this.reachedByNs = reachedByNs;
            this.untilNs = reachedByNs + WRITTEN_WITHIN_NS;
            this.answer = answer;
        }
    }

    /** @param nowNs monotonic */
    StateStops(PartitionSet partitions, StateEngine engine, LongSupplier nowNs) {
        this.partitions = partitions;
        this.engine = engine;
        this.nowNs = nowNs;
    }

    /** See {@link NodeQuestions#stateAt}. */
    void await(int partition, Marker at, long waitMs, Answer<StateAt> answer) {
        PartitionReplica replica = partitions.find(partition);
        if (replica == null) {
            answer.known(new StateAt(StateAt.Kind.ELSEWHERE, 0, 0));
            return;
        }
        if (holds(partition) || stops.size() == STOPS_MAX) {
            answer.known(report(StateAt.Kind.BUSY, replica));
            return;
        }
        long reachedByNs =
                nowNs.getAsLong() + 1_000_000 * Math.max(0, Math.min(waitMs, NodeQuestions.STATE_WAIT_MS_MAX));
        replica.freezeAt(at.index());
        stops.add(new Stop(partition, at, reachedByNs, answer));
    }

    /** Who was told that the state is there has opened it. */
    void taken(int partition) {
        stops.removeIf(stop -> stop.partition == partition && stop.ready);
    }

    /** Whether nothing of the partition is to go to the engine now. */
    boolean holds(int partition) {
        for (int i = 0; i < stops.size(); i++) {
            if (stops.get(i).partition == partition) {
                return true;
            }
        }
        return false;
    }

    /**
     * Each pass, between two entries and behind the sync, before anything else is frozen.
     *
     * @param submit freezes a partition and hands the batch to the writer
     */
    void look(long passNs, Consumer<PartitionReplica> submit) {
        for (int i = stops.size() - 1; i >= 0; i--) {
            Stop stop = stops.get(i);
            if (stop.ready ? passNs - stop.untilNs >= 0 : look(stop, passNs, submit)) {
                stops.remove(stop);
            }
        }
    }

    /** @return whether it is over */
    private boolean look(Stop stop, long passNs, Consumer<PartitionReplica> submit) {
        PartitionReplica replica = partitions.find(stop.partition);
        if (replica == null) {
            stop.answer.known(new StateAt(StateAt.Kind.ELSEWHERE, 0, 0));
            return true;
        }
        StateAt.Kind kind = kind(stop, replica, passNs);
        if (kind == null) {
            boolean taken = replica.frozen().equals(stop.at);
            if (taken ? replica.hasUnsubmitted() : replica.applied().equals(stop.at) && !replica.isFreezing()) {
                submit.accept(replica);
            }
            return false;
        }
        stop.ready = kind == StateAt.Kind.READY;
        stop.untilNs = passNs + TAKEN_WITHIN_NS;
        replica.freezeAt(0);
        stop.answer.known(report(kind, replica));
        return !stop.ready;
    }

    /** @return null as long as it goes on */
    private StateAt.@Nullable Kind kind(Stop stop, PartitionReplica replica, long passNs) {
        if (replica.isFollowing() || replica.isSealed() || replica.generation() != stop.at.generation()) {
            return StateAt.Kind.MOVING;
        }
        if (engine.marker(stop.partition).equals(stop.at)) {
            return StateAt.Kind.READY;
        }
        long applied = replica.applied().index();
        if (applied > stop.at.index() && !replica.frozen().equals(stop.at)) {
            return StateAt.Kind.PASSED;
        }
        boolean late = passNs - (applied < stop.at.index() ? stop.reachedByNs : stop.untilNs) >= 0;
        return late ? StateAt.Kind.LATE : null;
    }

    private static StateAt report(StateAt.Kind kind, PartitionReplica replica) {
        return new StateAt(kind, replica.generation(), replica.applied().index());
    }
}
