package dev.carillon.node.replication.raft;

import io.microraft.executor.RaftNodeExecutor;
import io.microraft.impl.task.HeartbeatTask;
import io.microraft.impl.task.LeaderElectionTimeoutTask;
import io.microraft.impl.task.PreVoteTimeoutTask;
import io.microraft.impl.task.TransferLeadershipTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one engine: queued for the loop, never run inline. Once stopped, nothing of it runs any more. Runs on the
 * loop.
 */
final class ReplicaExecutor implements RaftNodeExecutor {
    /** Heartbeats of all groups of a loop come in so many per second, so that they share packets and wake-ups. */
    private static final long SLOT_NS = 250_000_000;

    /** How long a member that is asked to lead may take. */
    private static final long TRANSFER_NS = 200_000_000;

    private final Replica replica;
    private final LoopTasks tasks;
    private final int timeScale;
    private final ElectionPace pace = new ElectionPace();
    private boolean stopped;
    private boolean handingIn;
    private @Nullable Runnable handedIn;
    private @Nullable Runnable heartbeat;
    private int preVotesWaiting;

    ReplicaExecutor(Replica replica, LoopTasks tasks, int timeScale) {
        this.replica = replica;
        this.tasks = tasks;
        this.timeScale = timeScale;
    }

    Replica replica() {
        return replica;
    }

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public void execute(Runnable task) {
        if (handingIn) {
            handedIn = task;
        } else {
            tasks.add(this, task);
        }
    }

    /** The engine's flushes: after the loop's sync they have nothing left to write. */
    @Override
    public void submit(Runnable task) {
        tasks.addAfterSync(this, task);
    }

    @Override
    public void schedule(Runnable task, long delay, TimeUnit unit) {
        long delayNs = unit.toNanos(delay) / timeScale;
        if (task instanceof HeartbeatTask) {
            heartbeat = task;
            tasks.scheduleTogether(this, task, delayNs, SLOT_NS / timeScale);
            return;
        }
        if (task instanceof PreVoteTimeoutTask) {
            preVotesWaiting++;
            delayNs = pace.preVoteNs(delayNs);
        } else if (task instanceof LeaderElectionTimeoutTask) {
            delayNs = pace.voteNs(delayNs);
        } else if (isTransferRetry(task)) {
            // The engine gives up then, and until then the leader takes nothing: its second is a second for every user.
            delayNs = Math.min(delayNs, TRANSFER_NS / timeScale);
        }
        tasks.schedule(this, task, delayNs);
    }

    /** The engine schedules it as a lambda. */
    private static boolean isTransferRetry(Runnable task) {
        return task.getClass().getName().startsWith(TransferLeadershipTask.class.getName());
    }

    ElectionPace pace() {
        return pace;
    }

    /** Called when a scheduled task's time has come. @return whether it is to run */
    boolean isDue(Runnable task) {
        if (task instanceof PreVoteTimeoutTask) {
            preVotesWaiting--;
        }
        return !stopped;
    }

    /** Whether a round of pre-votes will be judged some time; none of them goes on for ever. */
    boolean isPreVoteWaiting() {
        return preVotesWaiting > 0;
    }

    /** Runs the next heartbeat so much later from now; the one that is scheduled is dropped. */
    void hastenHeartbeat(long delayNs) {
        Runnable task = heartbeat;
        if (task != null) {
            tasks.cancel(this, task);
            tasks.schedule(this, task, delayNs);
        }
    }

    /** Runs what the caller makes the engine execute at once: for the handling of a message that was just looked at. */
    void runHandedIn(Runnable caller) {
        handingIn = true;
        handedIn = null;
        try {
            caller.run();
        } finally {
            handingIn = false;
        }
        if (handedIn != null) {
            handedIn.run();
        }
    }
}
