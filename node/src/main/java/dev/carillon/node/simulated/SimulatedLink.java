package dev.carillon.node.simulated;

import dev.carillon.node.session.ClientLink;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** The edge's side of all connections: bytes on their way to clients, with as much room as its owner gives. */
public final class SimulatedLink implements ClientLink {
    /** Bytes to one client. */
    public static final class Pipe {
        private final ExpandableArrayBuffer bytes = new ExpandableArrayBuffer();
        private int length;
        private int room = 1 << 20;
        private boolean refused;
        private boolean closing;
        private final Runnable changed;

        private Pipe(Runnable changed) {
            this.changed = changed;
        }

        public ExpandableArrayBuffer bytes() {
            return bytes;
        }

        public int length() {
            return length;
        }

        public void consumed(int count) {
            bytes.putBytes(0, bytes, count, length - count);
            length -= count;
        }

        /** Above this many waiting bytes nothing more is taken. */
        public void room(int most) {
            room = most;
        }

        public boolean isClosing() {
            return closing;
        }

        /** Whether a send was refused since the last call and there is room again. */
        public boolean takeWritable() {
            boolean again = refused && length < room;
            refused &= !again;
            return again;
        }
    }

    private final Map<Long, Pipe> pipes = new HashMap<>();
    private int refusals;

    public Pipe connect(long connection) {
        return connect(connection, () -> {});
    }

    /** @param changed told that there are more bytes, or that the node closes the connection */
    public Pipe connect(long connection, Runnable changed) {
        Pipe pipe = new Pipe(changed);
        pipes.put(connection, pipe);
        return pipe;
    }

    public void disconnect(long connection) {
        pipes.remove(connection);
    }

    public int refusals() {
        return refusals;
    }

    @Override
    public boolean send(long connection, DirectBuffer buffer, int offset, int length) {
        Pipe pipe = pipes.get(connection);
        if (pipe == null) {
            return true;
        }
        if (pipe.length > 0 && pipe.length + length > pipe.room) {
            pipe.refused = true;
            refusals++;
            return false;
        }
        pipe.bytes.putBytes(pipe.length, buffer, offset, length);
        pipe.length += length;
        pipe.changed.run();
        return true;
    }

    @Override
    public void close(long connection) {
        Pipe pipe = pipes.get(connection);
        if (pipe != null) {
            pipe.closing = true;
            pipe.changed.run();
        }
    }

    @Override
    public void flush() {}
}
