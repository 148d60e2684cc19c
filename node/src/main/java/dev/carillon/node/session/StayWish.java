package dev.carillon.node.session;

import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Tlv;
import org.agrona.DirectBuffer;

/** Finds out whether a client asks to be served where it is (PROTOCOL.md, section 6.4). Runs on the loop. */
final class StayWish extends FrameAdapter {
    private boolean stays;

    /** @param hello a well-formed HELLO frame; whatever else it is, it wishes nothing */
    boolean isIn(DirectBuffer hello, int offset, int length) {
        stays = false;
        ClientFrameDecoder.decode(hello, offset, offset + length, Limits.FRAME_MAX_BEFORE_WELCOME, this);
        return stays;
    }

    @Override
    public void onHello(
            int version,
            boolean enrol,
            DirectBuffer buffer,
            int token,
            int tokenLength,
            long install,
            long lastSeq,
            long nextCseq,
            int tlvs,
            int tlvsLength) {
        stays = Tlv.has(buffer, tlvs, tlvsLength, Tlv.STAY);
    }
}
