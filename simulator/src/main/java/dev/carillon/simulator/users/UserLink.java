package dev.carillon.simulator.users;

import dev.carillon.client.SendOptions;
import java.util.concurrent.CompletionStage;

/** One user's client, as a replay sees it. Used by the replay's thread. */
public interface UserLink {
    /**
     * Sends one message; keeps order among calls, connected or not.
     *
     * @param options whether the node is asked for receipts
     * @return completes when the node has the message for good; with {@link RefusedException} if it refused it for good;
     *     with anything else if its fate stays unknown
     */
    CompletionStage<?> send(String recipient, byte[] payload, SendOptions options);

    /** The same, without receipts. */
    default CompletionStage<?> send(String recipient, byte[] payload) {
        return send(recipient, payload, SendOptions.PLAIN);
    }

    /** Whether the node knows that this user is here, with every device that the run gave to them. */
    boolean isOnline();

    /** Goes offline. The devices remain: the next link of the same user continues where this one was. */
    void close();
}
