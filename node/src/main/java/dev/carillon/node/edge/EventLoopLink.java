package dev.carillon.node.edge;

import dev.carillon.node.session.ClientLink;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * Bytes of one partition loop for clients: one bounded ring to each event loop, woken once per pass and only if it got
 * something. Runs on its partition loop.
 *
 * <p>A send is refused when the client does not read (its connection then reports when it does), or when the ring is
 * full. For the latter the event loop tells the connection refused last as soon as it has made room, and the end of the
 * pass that this brings about has the others told.
 */
final class EventLoopLink implements ClientLink {
    private final EdgeLoop[] loops;
    private final OutboundRing[] rings;
    private final boolean[] touched;
    private final LongHashSet refused = new LongHashSet();

    EventLoopLink(EdgeLoop[] loops, int partitionLoop) {
        this.loops = loops.clone();
        this.rings = new OutboundRing[loops.length];
        this.touched = new boolean[loops.length];
        for (int i = 0; i < loops.length; i++) {
            rings[i] = loops[i].ring(partitionLoop);
        }
    }

    /** {@inheritDoc} At most an eighth of the ring's size, less 8 bytes, in one call. */
    @Override
    public boolean send(long connection, DirectBuffer buffer, int offset, int length) {
        int loop = ConnectionNumber.loop(connection);
        if (loops[loop].gate().isShut(connection)) {
            return false;
        }
        // Also when there is no room: the event loop must come to make some.
        touched[loop] = true;
        OneToOneRingBuffer ring = rings[loop].ring();
        int index = ring.tryClaim(EdgeLoop.SEND, Long.BYTES + length);
        if (index < 0) {
            refused.add(connection);
            rings[loop].refused(connection);
            return false;
        }
        AtomicBuffer bytes = ring.buffer();
        bytes.putLong(index, connection);
        bytes.putBytes(index + Long.BYTES, buffer, offset, length);
        ring.commit(index);
        return true;
    }

    @Override
    public void close(long connection) {
        if (!tell(EdgeLoop.CLOSE, connection)) {
            loops[ConnectionNumber.loop(connection)].closeAfterDraining(connection);
        }
    }

    private boolean tell(int what, long connection) {
        int loop = ConnectionNumber.loop(connection);
        OneToOneRingBuffer ring = rings[loop].ring();
        int index = ring.tryClaim(what, Long.BYTES);
        if (index < 0) {
            return false;
        }
        touched[loop] = true;
        ring.buffer().putLong(index, connection);
        ring.commit(index);
        return true;
    }

    @Override
    public void flush() {
        if (!refused.isEmpty()) {
            reportRoom();
        }
        for (int loop = 0; loop < touched.length; loop++) {
            if (touched[loop]) {
                touched[loop] = false;
                loops[loop].wake();
            }
        }
    }

    private void reportRoom() {
        LongHashSet.LongIterator each = refused.iterator();
        while (each.hasNext()) {
            long connection = each.nextValue();
            if (rings[ConnectionNumber.loop(connection)].hasRoom() && tell(EdgeLoop.ROOM, connection)) {
                each.remove();
            }
        }
    }
}
