package dev.carillon.node.replication.raft;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a generation that follows another one comes to a leader without delay, for users wait: one member campaigns as soon as
 * others can vote, and these leave it to that one for a while. On the loop.
 */
final class FirstCampaign {
    /** How long others leave it to the member that is to lead first. */
    private static final long PATIENCE_NS = 500_000_000;

    private static final long STEP_NS_MIN = 10_000_000;
    private static final long STEP_NS_MAX = 640_000_000;

    private final RaftLoop loop;
    private final boolean first;
    private final Supplier<@Nullable EngineView> engine;

    /** Until then it answers who campaigns, and does not itself. Monotonic ns; 0 for never. */
    private long patientUntilNs;

    private long stepNs = STEP_NS_MIN;

    /** @param first whether this member is to lead first */
    FirstCampaign(RaftLoop loop, boolean first, Supplier<@Nullable EngineView> engine) {
        this.loop = loop;
        this.first = first;
        this.engine = engine;
    }

    void begin(ReplicaExecutor own) {
        if (first) {
            stepNs = STEP_NS_MIN;
            loop.tasks().schedule(own, () -> campaign(own), stepNs);
        } else {
            patientUntilNs = loop.clock().nanoTime() + PATIENCE_NS;
        }
    }

    /** Whether it must not ask for votes now. */
    boolean isPatient() {
        return patientUntilNs != 0 && loop.clock().nanoTime() - patientUntilNs < 0;
    }

    private void campaign(ReplicaExecutor own) {
        EngineView view = engine.get();
        if (view != null && view.leader() == null) {
            if (view.isFollower()) {
                view.preVoteAgain();
            }
            stepNs = Math.min(2 * stepNs, STEP_NS_MAX);
            loop.tasks().schedule(own, () -> campaign(own), stepNs);
        }
    }
}
