package dev.carillon.node.replication.raft;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The engine's flushes while the disk is at work. A leader counts its own copy by them, and would count all that its log
 * has when they run: what was appended since the write began must wait for the next one. Runs on the loop.
 */
final class WaitingFlushes {
    /** @param next the place of the group's next record when the write began */
    private record Flush(LoopTasks.Task task, long next, long last, int term) {
        static Flush of(LoopTasks.Task task) {
            Replica replica = task.owner().replica();
            return new Flush(
                    task,
                    replica.log().next(),
                    replica.log().last(),
                    replica.log().term());
        }
    }

    private final LoopTasks tasks;
    private final Deque<Flush> waiting = new ArrayDeque<>();

    WaitingFlushes(LoopTasks tasks) {
        this.tasks = tasks;
    }

    /** What was asked for so far waits for the write that begins now. */
    void hold() {
        for (LoopTasks.Task task = tasks.nextAfterSync(); task != null; task = tasks.nextAfterSync()) {
            waiting.add(Flush.of(task));
        }
    }

    /** The write is durable. @param run runs a task of the engine */
    void letOut(Consumer<LoopTasks.Task> run) {
        for (Flush flush = waiting.poll(); flush != null; flush = waiting.poll()) {
            LoopTasks.Task task = flush.task();
            GroupLog log = task.owner().replica().log();
            if (log.next() == flush.next() || task.owner().isStopped()) {
                run.accept(task);
                continue;
            }
            // The engine asks for no other flush as long as this one has not run.
            tasks.addAfterSync(task.owner(), task.work());
            if (log.term() == flush.term()) {
                long last = flush.last();
                run.accept(new LoopTasks.Task(
                        task.owner(), () -> task.owner().replica().flushed(last)));
            }
        }
    }
}
