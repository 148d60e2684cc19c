package dev.carillon.node.peer;

import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.runtime.LoopMailbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One loop of a {@link TestPeer}, on a thread of its own: sends numbered frames to others, and checks the numbers of what
 * it hears. Every frame has its sender, its number, and a filling computed from both.
 */
final class Traffic implements AutoCloseable {
    private static final int HEAD = 20;
    private static final int FILLING_MAX = 40;
    private static final int BURST = 64;

    private final TestPeer peer;
    private final int loop;
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<Long, Heard> heard = new TreeMap<>();
    private final Thread thread;
    private volatile boolean listening = true;
    private volatile boolean stopping;
    volatile @Nullable Throwable failure;

    /** To one other node. */
    static final class Lane {
        final PeerLink link;
        final int kind;
        final long frames;
        final AtomicLong taken = new AtomicLong();

        Lane(PeerLink link, int kind, long frames) {
            this.link = link;
            this.kind = kind;
            this.frames = frames;
        }
    }

    /** From one other node. */
    static final class Heard {
        final AtomicLong frames = new AtomicLong();
        final AtomicLong last = new AtomicLong(-1);
        final AtomicLong gaps = new AtomicLong();
    }

    Traffic(TestPeer peer, int loop, long... heardFrom) {
        this.peer = peer;
        this.loop = loop;
        for (long node : heardFrom) {
            heard.put(node, new Heard());
        }
        thread = new Thread(this::run, "test-loop");
        thread.setDaemon(true);
    }

    Lane sendTo(TestPeer other, int kind, long frames) {
        Lane lane = new Lane(peer.link(other.id(), loop), kind, frames);
        lanes.add(lane);
        return lane;
    }

    Traffic start() {
        thread.start();
        return this;
    }

    /** A loop that does not listen does not read its mailbox. */
    void listen(boolean yes) {
        listening = yes;
    }

    Heard from(long node) {
        Heard found = heard.get(node);
        if (found == null) {
            throw new AssertionError("not heard from: " + node);
        }
        return found;
    }

    private void run() {
        try {
            UnsafeBuffer frame = new UnsafeBuffer(new byte[HEAD + FILLING_MAX]);
            LoopMailbox mailbox = peer.mailboxes[loop];
            while (!stopping) {
                int done = listening
                        ? mailbox.drain(
                                (kind, b, offset, length) -> PeerMail.hear(b, offset, length, this::check), 1_000)
                        : 0;
                for (Lane lane : lanes) {
                    done += send(lane, frame);
                }
                if (done == 0) {
                    Thread.yield();
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private int send(Lane lane, UnsafeBuffer frame) {
        int sent = 0;
        long number = lane.taken.get();
        while (sent < BURST && number < lane.frames) {
            if (!lane.link.send(lane.kind, loop, frame, 0, write(frame, number))) {
                break;
            }
            lane.taken.lazySet(++number);
            sent++;
        }
        lane.link.flush();
        return sent;
    }

    private int write(UnsafeBuffer frame, long number) {
        int filling = (int) (number % FILLING_MAX);
        frame.putLong(0, peer.id());
        frame.putInt(8, loop);
        frame.putLong(12, number);
        frame.setMemory(HEAD, filling, (byte) (number * 31 + loop));
        return HEAD + filling;
    }

    private void check(long node, int kind, int partition, DirectBuffer b, int offset, int length) {
        long number = b.getLong(offset + 12);
        Heard own = from(node);
        if (b.getLong(offset) != node || b.getInt(offset + 8) != loop || partition != loop) {
            throw new AssertionError("a frame of " + b.getLong(offset) + "/" + b.getInt(offset + 8) + " came from "
                    + node + " to loop " + loop);
        }
        if (length != HEAD + number % FILLING_MAX
                || length > HEAD && b.getByte(offset + length - 1) != (byte) (number * 31 + loop)) {
            throw new AssertionError("frame " + number + " is damaged");
        }
        long last = own.last.get();
        if (number <= last) {
            throw new AssertionError("frame " + number + " of node " + node + " came after " + last);
        }
        if (number != last + 1) {
            own.gaps.incrementAndGet();
        }
        own.last.lazySet(number);
        own.frames.incrementAndGet();
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
