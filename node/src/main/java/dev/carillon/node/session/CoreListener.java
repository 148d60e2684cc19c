package dev.carillon.node.session;

/** What the assembly hears from the loops; called on them, must not block. */
public interface CoreListener {
    /**
     * The loop can make nothing durable any more and has stopped serving: the node must stop. Nothing is acked from
     * here on; what was acked is safe.
     */
    void onFailed(int loop, String why, Throwable cause);

    /** After {@link NodeCore#shutdown}: clients were told, everything is in the engine, the loop has stopped. */
    void onDrained(int loop);

    /** Something worth a line in the log, in one sentence; no user data. */
    void onNotice(int loop, String what);

    /** Something an operator should know, in one sentence; no user data beyond IDs. */
    void onAlarm(int loop, String what);
}
