package dev.carillon.node.session;

import dev.carillon.protocol.AliasWriter;
import dev.carillon.protocol.SequenceLow;
import dev.carillon.protocol.Tlv;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How far a session has come in its user's inbox, and what that takes: what was sent and what is acknowledged, the window
 * between them, and what DELIVER frames count from (PROTOCOL.md, section 9). Runs on the loop.
 */
final class DeliverCursor {
    private final DeliverWindow window = new DeliverWindow();
    private @Nullable AliasWriter aliases;
    private long position;

    /** What its last RECV_ACK said. */
    private long lastRecvAck;

    private long lastStampMs;

    /** The head at WELCOME: what comes up to there had waited. */
    private long backlogTo;

    /** HELLO said what the device has, and how much may be under way to it. */
    void begin(long lastSeq, DirectBuffer buffer, int tlvs, int tlvsLength) {
        window.set(Tlv.windowMessages(buffer, tlvs, tlvsLength), Tlv.windowBytes(buffer, tlvs, tlvsLength));
        position = lastSeq;
        lastRecvAck = lastSeq;
    }

    void carryOff(CarriedState out) {
        out.put(position).put(lastRecvAck).put(lastStampMs);
        window.carryOff(out);
    }

    void carryOn(CarriedState in) {
        position = in.number(0);
        lastRecvAck = in.number(0);
        lastStampMs = in.number(0);
        in.require(lastRecvAck <= position);
        window.carryOn(in, position);
    }

    /** WELCOME says how long the inbox is, and what time it is. */
    void welcomed(long head, long stampMs) {
        backlogTo = head;
        lastStampMs = stampMs;
    }

    /** The last sequence that was sent, or need not be. */
    long position() {
        return position;
    }

    /** The position moves to {@code seq} over what needs no acknowledgement and counts in no window. */
    void passOver(long seq) {
        position = seq;
    }

    /** A frame for {@code seq} was written. @return whether it had waited for the device to connect */
    boolean delivered(long seq, int payloadLength) {
        position = seq;
        window.sent(seq, payloadLength);
        return seq <= backlogTo;
    }

    /** The whole sequence of a RECV_ACK. */
    long recvAck(boolean wide, int seqLow) {
        return SequenceLow.nearest(lastRecvAck, seqLow, wide ? 16 : 8);
    }

    /** The device has everything up to there. @return whether that is news */
    boolean acked(long seq) {
        if (seq <= lastRecvAck) {
            return false;
        }
        lastRecvAck = seq;
        window.acked(seq);
        return true;
    }

    long lastRecvAck() {
        return lastRecvAck;
    }

    DeliverWindow window() {
        return window;
    }

    long lastStampMs() {
        return lastStampMs;
    }

    void lastStampMs(long stampMs) {
        lastStampMs = stampMs;
    }

    AliasWriter aliases() {
        AliasWriter known = aliases;
        if (known == null) {
            known = new AliasWriter();
            aliases = known;
        }
        return known;
    }
}
