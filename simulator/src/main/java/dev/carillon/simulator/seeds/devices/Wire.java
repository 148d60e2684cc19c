package dev.carillon.simulator.seeds.devices;

import dev.carillon.client.runtime.Link;
import dev.carillon.client.runtime.LinkListener;
import dev.carillon.node.session.SessionMailbox;
import dev.carillon.node.simulated.SimulatedLink;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.protocol.Varint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client with a node: bytes each way, in order, with delays. At the node's end it is what the edge is:
 * it cuts frames, reads the token of the first one, and posts the rest to the user's mailbox.
 */
final class Wire implements Link {
    static final long NEVER = Long.MAX_VALUE;
    private static final int WRITE_AHEAD_BYTES = 64 * 1024;
    private static final long RETRY_NS = SimulatedWorld.MS;

    private final Wires wires;
    private final SimulatedWorld world;
    private final VirtualProcess process;
    private final SimulatedNode node;
    private final LinkListener listener;
    private final long number;
    private final ExpandableArrayBuffer written = new ExpandableArrayBuffer();
    private final ExpandableArrayBuffer inbound = new ExpandableArrayBuffer();
    private int writtenLength;
    private int inboundLength;
    private SimulatedLink.@Nullable Pipe pipe;
    private @Nullable SimulatedLink link;
    private @Nullable String user;
    private boolean opened;
    private boolean over;
    private boolean clientTold;
    private boolean heard;
    private boolean closing;
    private boolean stalled;
    private boolean downUnderWay;
    private boolean wantsRoom;
    private long upAtNs;
    private long downAtNs;

    Wire(Wires wires, VirtualProcess process, SimulatedNode node, LinkListener listener, long number) {
        this.wires = wires;
        this.world = wires.world();
        this.process = process;
        this.node = node;
        this.listener = listener;
        this.number = number;
    }

    SimulatedNode node() {
        return node;
    }

    VirtualProcess process() {
        return process;
    }

    void open() {
        if (process.isKilled() || clientTold || closing) {
            over = true;
            wires.closed(this);
            return;
        }
        opened = true;
        link = node.link();
        pipe = link.connect(number, this::downSoon);
        pipe.room(wires.room());
        listener.onOpened();
    }

    void refuse() {
        over = true;
        tellClient(new IOException("nobody listens"));
    }

    // From the client.

    @Override
    public boolean write(DirectBuffer buffer, int offset, int length) {
        if (over || closing) {
            return true;
        }
        written.putBytes(writtenLength, buffer, offset, length);
        writtenLength += length;
        wantsRoom |= writtenLength >= WRITE_AHEAD_BYTES;
        return writtenLength < WRITE_AHEAD_BYTES;
    }

    @Override
    public void flush() {
        if (over || !opened || writtenLength == 0) {
            return;
        }
        byte[] bytes = new byte[writtenLength];
        written.getBytes(0, bytes);
        writtenLength = 0;
        upSoon(() -> arrive(bytes));
        if (wantsRoom) {
            wantsRoom = false;
            process.later(0, () -> {
                if (!over) {
                    listener.onWritable();
                }
            });
        }
    }

    @Override
    public void close() {
        if (closing || clientTold) {
            return;
        }
        flush();
        closing = true;
        if (opened && !heard) {
            wires.onGivenUp();
        }
        if (opened && !over) {
            upSoon(this::endAtNode);
        }
        process.later(wires.delay(), () -> tellClient(null));
    }

    private void upSoon(Runnable arrival) {
        upAtNs = Math.max(upAtNs, world.nanoTime() + wires.delay());
        world.after(upAtNs - world.nanoTime(), () -> {
            if (!over) {
                arrival.run();
            }
        });
    }

    // At the node's end.

    private void arrive(byte[] bytes) {
        inbound.putBytes(inboundLength, bytes);
        inboundLength += bytes.length;
        if (!stalled) {
            post();
        }
    }

    /** Hands on all whole frames; what the node has no room for waits. */
    private void post() {
        stalled = false;
        if (over) {
            return;
        }
        if (node.isPaused()) {
            retry();
            return;
        }
        int from = 0;
        if (user == null) {
            from = frameEnd(0);
            if (from == 0) {
                return;
            }
            byte[] name = wires.judge().userOf(inbound, 0, from);
            if (name == null) {
                throw new IllegalStateException(
                        "a client's HELLO is none: " + wires.judge().text());
            }
            String told = new String(name, StandardCharsets.UTF_8);
            if (!node.mailbox(told).open(number, name, inbound, 0, from)) {
                retry();
                return;
            }
            user = told;
        }
        int end = from;
        for (int next = frameEnd(end);
                next > 0 && next - from <= SessionMailbox.FRAMES_BYTES_MAX / 8;
                next = frameEnd(end)) {
            end = next;
        }
        boolean all = end == from || node.mailbox(user).frames(number, inbound, from, end - from);
        int taken = all ? end : from;
        inbound.putBytes(0, inbound, taken, inboundLength - taken);
        inboundLength -= taken;
        if (!all || frameEnd(0) > 0) {
            retry();
        }
    }

    private void retry() {
        stalled = true;
        world.after(RETRY_NS, this::post);
    }

    /** Where the frame ends that begins there; 0 if it is not whole. */
    private int frameEnd(int from) {
        long length = Varint.get(inbound, from, inboundLength);
        if (length <= 0) {
            return 0;
        }
        long end = from + Varint.length(length) + length;
        return end <= inboundLength ? (int) end : 0;
    }

    private void endAtNode() {
        if (over) {
            return;
        }
        if (stalled || node.isPaused()) {
            // What it said before comes first.
            world.after(RETRY_NS, this::endAtNode);
            return;
        }
        over = true;
        wires.closed(this);
        if (link != null) {
            link.disconnect(number);
        }
        if (user != null) {
            tellNode(user);
        }
    }

    private void tellNode(String whose) {
        if (node.link() == link && !node.mailbox(whose).closed(number)) {
            world.after(RETRY_NS, () -> tellNode(whose));
        }
    }

    // To the client.

    private void downSoon() {
        if (!downUnderWay) {
            downUnderWay = true;
            downAtNs = Math.max(downAtNs, world.nanoTime() + wires.delay());
            world.after(downAtNs - world.nanoTime(), () -> {
                downUnderWay = false;
                carryDown();
            });
        }
    }

    /** The client hears all that the node has written. */
    void carryDown() {
        SimulatedLink.Pipe from = pipe;
        if (over || from == null || process.isKilled()) {
            return;
        }
        hear(from);
        if (over) {
            return;
        }
        if (from.takeWritable() && user != null) {
            wires.waited();
            node.mailbox(user).writable(number, true);
        }
        if (from.isClosing() && from.length() == 0) {
            endAtNode();
            tellClient(null);
        }
    }

    private void hear(SimulatedLink.Pipe from) {
        int length = from.length();
        if (length == 0 || clientTold) {
            return;
        }
        byte[] bytes = new byte[length];
        from.bytes().getBytes(0, bytes);
        from.consumed(length);
        heard = true;
        UnsafeBuffer said = new UnsafeBuffer(bytes);
        // Cut anywhere, as TCP does.
        int cut = length > 1 && world.random().nextInt(4) == 0
                ? 1 + world.random().nextInt(length - 1)
                : length;
        listener.onBytes(said, 0, cut);
        if (cut < length && !clientTold) {
            listener.onBytes(said, cut, length - cut);
        }
        if (!clientTold) {
            listener.onReadComplete();
        }
    }

    /** The client sees that the connection is gone, for this reason; null if the node has closed it. */
    void tellClient(@Nullable Throwable cause) {
        if (!clientTold && !process.isKilled()) {
            clientTold = true;
            listener.onClosed(cause);
        }
    }

    // When it breaks.

    /** The node is gone. @param heardAll whether what it wrote arrives all the same */
    void lost(boolean heardAll, IOException cause) {
        SimulatedLink.Pipe from = pipe;
        over = true;
        wires.closed(this);
        if (heardAll && from != null && !process.isKilled()) {
            hear(from);
        }
        process.later(wires.delay(), () -> tellClient(cause));
    }

    /** The client's end is gone. @param heardAfterNs when the node hears of it, or {@link #NEVER} */
    void abandoned(long heardAfterNs) {
        wires.closed(this);
        pipe = null;
        closing = true;
        if (heardAfterNs == NEVER) {
            // Its session is ended by silence, or by the device's next connection.
            if (link != null) {
                link.disconnect(number);
            }
            over = true;
        } else {
            world.after(heardAfterNs, this::endAtNode);
        }
    }
}
