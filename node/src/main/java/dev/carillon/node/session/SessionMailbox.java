package dev.carillon.node.session;

import org.agrona.DirectBuffer;

/**
 * From the edge to the loop that owns a user. The edge knows only framing: it cuts the stream into whole frames,
 * verifies the token inside HELLO, and posts raw frames under a connection number of its own, unique for the life of
 * the process. Frames of one connection are posted in order, by one thread at a time, after its
 * {@link #open}.
 *
 * <p>Thread-safe; never blocks. {@code false} says that the mailbox is full: the edge stops reading the connection and
 * tries again on a short timer.
 */
public interface SessionMailbox {
    /** Most bytes of frames in one call of {@link #frames}. */
    int FRAMES_BYTES_MAX = 256 * 1024;

    /**
     * A connection whose HELLO was well-formed and whose token is valid for {@code user}.
     *
     * @param user the user ID of the token, 1–64 bytes of UTF-8
     * @param hello the whole HELLO frame, its length included
     */
    boolean open(long connection, byte[] user, DirectBuffer hello, int offset, int length);

    /** Whole frames, one or more, at most {@link #FRAMES_BYTES_MAX} bytes. */
    boolean frames(long connection, DirectBuffer buffer, int offset, int length);

    /** The connection is gone. Must not be lost: the edge tries again until it is taken. */
    boolean closed(long connection);

    /** Whether {@link ClientLink#send} has room again. Only {@code true} after a refused send matters. */
    boolean writable(long connection, boolean writable);
}
