package dev.carillon.simulator.bench.micro;

import dev.carillon.protocol.FrameAdapter;
import org.agrona.DirectBuffer;

/** Takes frames of both directions and adds up what it was told of SEND and DELIVER. */
final class FrameSink extends FrameAdapter {
    long seen;

    @Override
    public void onSend(
            boolean wide,
            int cseqLow,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            int payload,
            int payloadLength) {
        seen += cseqLow + alias + payload + payloadLength;
    }

    @Override
    public void onDeliver(
            boolean own,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseqDelta,
            boolean stamped,
            long stampDeltaMs,
            int payload,
            int payloadLength) {
        seen += cseqDelta + alias + payload + payloadLength;
    }
}
