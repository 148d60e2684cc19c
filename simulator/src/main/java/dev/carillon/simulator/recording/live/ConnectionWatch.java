package dev.carillon.simulator.recording.live;

import dev.carillon.protocol.ClientFrames;
import dev.carillon.protocol.ServerFrames;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.Party;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears the frames of one connection, both directions, and tells what they mean: whole names and sequences in place of
 * aliases and low bits (PROTOCOL.md, sections 8 to 10). Of HELLO it keeps user, install and sequences, never the token.
 * Nothing is told before the node's WELCOME, which vouches for the user. One thread at a time.
 */
final class ConnectionWatch {
    private final long connection;
    private final Consumer<Event> events;
    private final Runnable lost;
    private final LongSupplier nowUs;
    private final ClientWatch client = new ClientWatch(this);
    private final NodeWatch node = new NodeWatch(this);
    private @Nullable KnownParty known;
    private boolean unreadable;

    /** @param lost called for every event that could not be noted */
    ConnectionWatch(long connection, Consumer<Event> events, Runnable lost, LongSupplier nowUs) {
        this.connection = connection;
        this.events = events;
        this.lost = lost;
        this.nowUs = nowUs;
    }

    /** Hears the client's frames. */
    ClientFrames client() {
        return client;
    }

    /** Hears the node's. */
    ServerFrames node() {
        return node;
    }

    /** Whether the bytes stopped making sense; nothing more is to be told to it then. */
    boolean isUnreadable() {
        return unreadable;
    }

    /** The client says who it is. */
    void hello(String user, long install, long lastSeq, long nextCseq) {
        if (known != null) {
            lostSight();
            return;
        }
        known = new KnownParty(new Party(connection, user, install), events, lost);
        client.begin(lastSeq, nextCseq);
        node.begin(lastSeq, nextCseq);
    }

    /** Who is connected; null before HELLO. */
    @Nullable
    KnownParty known() {
        return known;
    }

    long nowUs() {
        return nowUs.getAsLong();
    }

    /** What follows cannot be understood: bytes make no sense, or are missing. */
    void lostSight() {
        if (!unreadable) {
            unreadable = true;
            if (known != null) {
                known.lostSight(nowUs());
            }
        }
    }

    /** Somebody said why the connection will end. */
    void said(Ending how, int code) {
        if (known != null) {
            known.said(how, code);
        }
    }

    /** The stream ended, on this side first. */
    void ended(Ending how) {
        if (known != null) {
            known.ended(how, nowUs());
        }
    }
}
