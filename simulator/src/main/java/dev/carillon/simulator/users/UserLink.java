package dev.carillon.simulator.users;

import java.util.concurrent.CompletionStage;

/** One user's client, as a replay sees it. Used by the replay's thread. */
public interface UserLink {
    /**
     * Sends one message; keeps order among calls, connected or not.
     *
     * @return completes when the node has the message for good; with {@link RefusedException} if it refused it for good;
     *     with anything else if its fate stays unknown
     */
    CompletionStage<?> send(String recipient, byte[] payload);

    /** Whether the node knows that this user is here. */
    boolean isOnline();

    /** Goes offline. The device remains: the next link of the same user continues where this one was. */
    void close();
}
