package dev.carillon.client.cli;

import dev.carillon.client.ConnectionState;
import org.jspecify.annotations.Nullable;

/** What a command can say about its connection when it has to give up. Written on the client's loop, read by the command. */
final class LastWord {
    private volatile @Nullable String offline;
    private volatile ConnectionState.@Nullable Closed closed;

    void hear(ConnectionState state) {
        if (state instanceof ConnectionState.Offline now) {
            offline = now.reason();
        } else if (state instanceof ConnectionState.Online) {
            offline = null;
        } else if (state instanceof ConnectionState.Closed now) {
            closed = now;
        }
    }

    /** Why the newest connection or attempt failed, or {@code otherwise}. */
    String offlineOr(String otherwise) {
        String reason = offline;
        return reason == null ? otherwise : reason;
    }

    /** Set when the client is closed. */
    ConnectionState.@Nullable Closed closed() {
        return closed;
    }
}
