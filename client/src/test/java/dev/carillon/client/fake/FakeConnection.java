package dev.carillon.client.fake;

import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ClientFrames;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The node's side of one connection (PROTOCOL.md, section 7.1): {@link FakeIntake} one way, {@link FakeDelivery} the other. */
public final class FakeConnection implements ClientFrames {
    /** Both directions, once HELLO was accepted. */
    private record Open(FakeNode.Device device, FakeIntake intake, FakeDelivery delivery) {}

    private final FakeNode node;
    private final FakeNetwork.Pipe pipe;
    private final FakeOut out;
    private byte[] rest = new byte[0];
    private @Nullable Open open;
    private boolean leaving;

    FakeConnection(FakeNode node, FakeNetwork.Pipe pipe) {
        this.node = node;
        this.pipe = pipe;
        this.out = new FakeOut(pipe);
    }

    void bytes(byte[] more) {
        byte[] all = Arrays.copyOf(rest, rest.length + more.length);
        System.arraycopy(more, 0, all, rest.length, more.length);
        UnsafeBuffer buffer = new UnsafeBuffer(all);
        int offset = 0;
        while (offset < all.length && pipe.isOpen()) {
            int max = open == null ? Limits.FRAME_MAX_BEFORE_WELCOME : Limits.FRAME_MAX;
            int consumed = ClientFrameDecoder.decode(buffer, offset, all.length, max, this);
            if (consumed <= 0) {
                break;
            }
            offset += consumed;
        }
        rest = Arrays.copyOfRange(all, offset, all.length);
        push();
        flush();
    }

    // What the node says of its own accord.

    /** For a frame of the test's own: encode it here at {@link #offset}, then {@link #end} and {@link #flush}. */
    public MutableDirectBuffer buffer() {
        return out.buffer();
    }

    public int offset() {
        return out.at();
    }

    public void end(int offset) {
        out.end(offset);
    }

    public void flush() {
        if (!node.silent) {
            ack();
            out.flush();
        }
    }

    private void ack() {
        if (open != null && !node.ackless) {
            open.intake().ack();
        }
    }

    /** Sends what the device lacks. */
    void push() {
        if (open != null && !node.silent) {
            ack();
            open.delivery().push(open.intake().settled());
            out.flush();
        }
    }

    public void error(ErrorCode code, long retryAfterMs) {
        error(code.code(), retryAfterMs);
    }

    private void error(int code, long retryAfterMs) {
        byte[] text = "scripted".getBytes(StandardCharsets.UTF_8);
        out.end(FrameEncoder.error(out.buffer(), out.at(), code, retryAfterMs, text));
        flush();
        closeSoon();
    }

    /** The last frame. */
    public void move(byte[] tlvs) {
        out.end(FrameEncoder.move(out.buffer(), out.at(), new UnsafeBuffer(tlvs), 0, tlvs.length));
        flush();
        closeSoon();
    }

    public void goodbye(ErrorCode code, long afterMs, long jitterMs) {
        leaving = true;
        out.end(FrameEncoder.goodbye(out.buffer(), out.at(), code.code(), afterMs, jitterMs));
        flush();
        closeSoon();
    }

    private void closeSoon() {
        node.loop.schedule(() -> pipe.cut(null), 5);
        forget();
    }

    private void forget() {
        if (open != null && open.device().connection == this) {
            open.device().connection = null;
        }
    }

    private void complain(@Nullable String what) {
        if (what != null) {
            node.complaints.add(what);
            error(ErrorCode.BAD_SEQUENCE, 0);
        }
    }

    // From the client.

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
        boolean stays = Tlv.has(buffer, tlvs, tlvsLength, Tlv.STAY);
        node.hellos.add((enrol ? "enrol " : "") + "install=" + Long.toHexString(install) + " lastSeq=" + lastSeq
                + " nextCseq=" + nextCseq + (stays ? " stay" : ""));
        node.connections.add(Tlv.number(buffer, tlvs, tlvsLength, Tlv.CONNECTION, 0, 0) + "/"
                + Tlv.number(buffer, tlvs, tlvsLength, Tlv.CONNECTION, 1, 0));
        FakeNode.Device known = node.devices.get(install);
        byte[] move = node.moves.apply(pipe.address().host());
        if (move != null && !(stays && node.servesWhoStays)) {
            move(move);
        } else if (node.helloError != 0) {
            error(node.helloError, node.helloErrorRetryAfterMs);
        } else if (known == null && !enrol) {
            error(ErrorCode.NOT_ENROLLED, 0);
        } else if (lastSeq > node.head() && !node.welcomesTheFuture) {
            error(ErrorCode.SEQ_AHEAD, 0);
        } else {
            FakeNode.Device device = known == null ? new FakeNode.Device() : known;
            node.devices.put(install, device);
            if (device.connection != null) {
                device.connection.error(ErrorCode.REPLACED, 0);
            }
            device.connection = this;
            long window = Tlv.windowMessages(buffer, tlvs, tlvsLength);
            FakeDelivery delivery = new FakeDelivery(node, device, install, out, lastSeq, window);
            FakeIntake intake = new FakeIntake(node, device, install, out, delivery, nextCseq);
            open = new Open(device, intake, delivery);
            welcome(known == null, intake.settled() + node.ackedCseqBonus);
        }
    }

    private void welcome(boolean enrolled, long ackedCseq) {
        UnsafeBuffer tlvs = new UnsafeBuffer(new byte[2 * Tlv.NUMBERS_LENGTH_MAX]);
        int length = Tlv.putWindow(tlvs, 0, node.windowMessages, node.windowBytes);
        if (node.history > 0) {
            length = Tlv.putVarint(tlvs, length, Tlv.HISTORY, node.history);
        }
        out.end(FrameEncoder.welcome(
                out.buffer(), out.at(), enrolled, node.head(), ackedCseq, node.loop.nowMs(), tlvs, 0, length));
    }

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
        if (open != null && !leaving) {
            complain(open.intake()
                    .send(wide, cseqLow, receipt, alias, buffer, name, nameLength, payload, payloadLength));
        }
    }

    @Override
    public void onRecvAck(boolean wide, int seqLow) {
        if (open != null) {
            complain(open.delivery().recvAck(wide, seqLow));
        }
    }

    @Override
    public void onRead(long seq) {
        node.reads.add(seq);
        if (open != null && seq > open.delivery().position()) {
            complain("READ " + seq + ", " + open.delivery());
        }
    }

    @Override
    public void onPing(int seqLow) {
        node.frames.add("PING");
        out.end(FrameEncoder.pong(out.buffer(), out.at(), node.head()));
    }

    @Override
    public void onCredit(long messages, long bytes) {
        if (open != null) {
            open.delivery().window(messages);
        }
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        node.frames.add("GOODBYE");
        forget();
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        byte[] utf8 = new byte[textLength];
        buffer.getBytes(text, utf8);
        node.complaints.add("client says " + ErrorCode.of(code) + ": " + new String(utf8, StandardCharsets.UTF_8));
        forget();
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        complain(reason + ": " + detail);
    }

    @Override
    public String toString() {
        return open == null ? "no HELLO yet" : open.delivery() + ", " + open.intake();
    }
}
