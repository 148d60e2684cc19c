package dev.carillon.node.edge;

import dev.carillon.node.session.SessionMailbox;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;

/** Takes the place of sessions: records what the edge hands over, and refuses everything while it is full. */
final class RecordingMailbox implements SessionMailbox {
    private final Map<Long, String> users = new HashMap<>();
    private final Map<Long, ByteArrayOutputStream> bytes = new HashMap<>();
    private final List<Long> opened = new ArrayList<>();
    private final List<Long> closed = new ArrayList<>();
    private final List<String> writability = new ArrayList<>();
    private boolean full;
    private int refusals;

    @Override
    public synchronized boolean open(long connection, byte[] user, DirectBuffer hello, int offset, int length) {
        if (refuse()) {
            return false;
        }
        users.put(connection, new String(user, StandardCharsets.UTF_8));
        bytes.put(connection, new ByteArrayOutputStream());
        opened.add(connection);
        return true;
    }

    @Override
    public synchronized boolean frames(long connection, DirectBuffer buffer, int offset, int length) {
        assertWholeFrames(buffer, offset, length);
        if (refuse()) {
            return false;
        }
        byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        Objects.requireNonNull(bytes.get(connection)).writeBytes(copy);
        return true;
    }

    @Override
    public synchronized boolean closed(long connection) {
        if (refuse()) {
            return false;
        }
        closed.add(connection);
        return true;
    }

    @Override
    public synchronized boolean writable(long connection, boolean writable) {
        if (refuse()) {
            return false;
        }
        writability.add(connection + "=" + writable);
        return true;
    }

    /** A batch is whole frames, one at least, and no more than what a mailbox is sure to have room for. */
    static void assertWholeFrames(DirectBuffer bytes, int offset, int length) {
        int at = offset;
        while (at < offset + length) {
            int frame = FrameSplitter.frameLength(bytes, at, offset + length, Integer.MAX_VALUE);
            if (frame <= 0) {
                throw new AssertionError("no frame at " + (at - offset) + " of " + length);
            }
            at += frame;
        }
        if (length == 0 || at > offset + length) {
            throw new AssertionError("a batch of " + length + " bytes does not end with a frame");
        }
        if (length > EdgeLimits.BATCH_BYTES_MAX) {
            throw new AssertionError("a batch of " + length + " bytes");
        }
    }

    private boolean refuse() {
        refusals += full ? 1 : 0;
        return full;
    }

    synchronized void full(boolean now) {
        full = now;
    }

    synchronized int refusals() {
        return refusals;
    }

    synchronized List<Long> opened() {
        return List.copyOf(opened);
    }

    synchronized List<Long> closed() {
        return List.copyOf(closed);
    }

    synchronized List<String> writability() {
        return List.copyOf(writability);
    }

    synchronized String userOf(long connection) {
        return users.getOrDefault(connection, "");
    }

    synchronized byte[] bytesOf(long connection) {
        return Objects.requireNonNull(bytes.get(connection)).toByteArray();
    }
}
