package dev.carillon.simulator.recording.live;

import dev.carillon.simulator.recording.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** The client's bytes go on to the node as they are, and to the watch. */
final class ClientSide extends Side {
    private final FrameTail tail;

    ClientSide(Channel node, ConnectionWatch watch) {
        super(node, watch, Ending.CLIENT);
        this.tail = new FrameTail(watch, true);
    }

    @Override
    ByteBuf pass(ByteBuf read) {
        tail.append(read);
        tail.tellAll();
        return read;
    }
}
