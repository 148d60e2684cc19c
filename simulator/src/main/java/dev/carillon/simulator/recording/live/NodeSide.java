package dev.carillon.simulator.recording.live;

import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.FrameType;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrameDecoder;
import dev.carillon.simulator.recording.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.agrona.DirectBuffer;

/**
 * The node's frames go on to the client as they are, each as soon as it is whole, and to the watch. Only MOVE is changed
 * on its way: it names the proxy's port for the node in place of the node. Bytes that are none of the protocol's go on too.
 */
final class NodeSide extends Side {
    private final FrameTail tail;
    private final ConnectionWatch watch;
    private final Doors doors;

    NodeSide(Channel client, ConnectionWatch watch, Doors doors) {
        super(client, watch, Ending.NODE);
        this.tail = new FrameTail(watch, false);
        this.watch = watch;
        this.doors = doors;
    }

    @Override
    ByteBuf pass(ByteBuf read) {
        if (watch.isUnreadable() && tail.length() == 0) {
            return read;
        }
        tail.append(read);
        ByteBuf out = read.alloc().buffer(tail.length());
        read.release();
        int at = 0;
        for (int whole = tail.whole(at); whole > 0; whole = tail.whole(at)) {
            boolean moves = tail.type(at) == FrameType.MOVE;
            if (tail.tell(at) <= 0) {
                break;
            }
            if (moves) {
                ServerFrameDecoder.decode(tail.view(), at, tail.length(), Limits.FRAME_MAX, new Rewritten(out));
            } else {
                copy(at, whole, out);
            }
            at += whole;
        }
        if (tail.whole(at) < 0) {
            tail.tell(at);
        }
        if (watch.isUnreadable()) {
            copy(at, tail.length() - at, out);
            at = tail.length();
        }
        tail.drop(at);
        return out;
    }

    /** Writes a MOVE as the client is to see it. */
    private final class Rewritten extends FrameAdapter {
        private final ByteBuf out;

        Rewritten(ByteBuf out) {
            this.out = out;
        }

        @Override
        public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
            doors.rewrite(buffer, tlvs, tlvsLength, out);
        }
    }

    private void copy(int from, int length, ByteBuf out) {
        byte[] bytes = new byte[length];
        tail.view().getBytes(from, bytes);
        out.writeBytes(bytes);
    }
}
