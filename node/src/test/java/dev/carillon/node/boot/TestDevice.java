package dev.carillon.node.boot;

import dev.carillon.protocol.AliasReader;
import dev.carillon.protocol.AliasWriter;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import dev.carillon.protocol.ServerFrameDecoder;
import dev.carillon.protocol.ServerFrames;
import dev.carillon.protocol.SkipReason;
import dev.carillon.protocol.Tlv;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A device made of the codec and a blocking socket, as small as one can be: it keeps what it sent until the ack, and its
 * inbox position, over any number of connections. One thread; every wait is bounded.
 */
final class TestDevice implements AutoCloseable {
    private static final int TIMEOUT_MS = 20_000;

    /** A message as it arrived. */
    record Received(long seq, String from, long install, long cseq, boolean own, String text) {}

    final String user;
    final long install;
    final List<Received> received = new ArrayList<>();
    final List<String> receipts = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();
    long bytesIn;
    long bytesOut;
    long acked;
    long lastSeq;
    long head;
    boolean welcomed;
    boolean ended;
    int goodbyes;
    int moves;

    @Nullable
    ErrorCode error;

    /** Bytes that the system keeps unread for it, from the next connect on; 0 for the system's choice. */
    int receiveBuffer;

    /** What its HELLO grants the node to have under way unacked; 0 for the protocol's default. */
    long windowBytes;

    /** Asks to be served where it connects. */
    boolean stays;

    private record Sent(String to, String text, boolean receipt) {}

    private final byte[] token;
    private final TreeMap<Long, Sent> unacked = new TreeMap<>();
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[1 << 20]);
    private final byte[] in = new byte[1 << 20];
    private final UnsafeBuffer inView = new UnsafeBuffer(in);
    private final Frames frames = new Frames();
    private int outEnd;
    private int inEnd;
    private long nextCseq = 1;
    private long lastWritten;
    private long recvAcked;
    private Socket socket = new Socket();
    private AliasWriter sendAliases = new AliasWriter();
    private AliasReader aliases = new AliasReader();

    TestDevice(String user, long install, byte[] token) {
        this.user = user;
        this.install = install;
        this.token = token.clone();
    }

    /** Connects, and pipelines everything that is not acked behind the HELLO; waits for WELCOME. */
    TestDevice connect(int port) throws IOException {
        connectWithoutWaiting(port);
        await(() -> welcomed);
        return this;
    }

    void connectWithoutWaiting(int port) throws IOException {
        socket.close();
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        sendAliases = new AliasWriter();
        aliases = new AliasReader();
        welcomed = false;
        ended = false;
        error = null;
        inEnd = 0;
        recvAcked = lastSeq;
        long first = unacked.isEmpty() ? nextCseq : unacked.firstKey();
        lastWritten = first - 1;
        DirectBuffer bytes = new UnsafeBuffer(token);
        UnsafeBuffer window = new UnsafeBuffer(new byte[Tlv.NUMBERS_LENGTH_MAX + 2]);
        int length = windowBytes == 0 ? 0 : Tlv.putWindow(window, 0, Limits.WINDOW_MESSAGES_MAX, windowBytes);
        length = stays ? Tlv.putMark(window, length, Tlv.STAY) : length;
        outEnd = FrameEncoder.hello(out, 0, true, bytes, 0, token.length, install, lastSeq, first, window, 0, length);
        for (Map.Entry<Long, Sent> sent : unacked.entrySet()) {
            encode(sent.getKey(), sent.getValue());
        }
        flush();
    }

    /** Sends without waiting for the ack. */
    TestDevice send(String to, String text) throws IOException {
        return send(to, text, false);
    }

    TestDevice send(String to, String text, boolean receipt) throws IOException {
        queue(to, text, receipt);
        flush();
        return this;
    }

    /** Writes a SEND at the next {@link #flush}. */
    void queue(String to, String text, boolean receipt) {
        long cseq = nextCseq++;
        Sent sent = new Sent(to, text, receipt);
        unacked.put(cseq, sent);
        encode(cseq, sent);
    }

    /** Goes on behind sends that another one of this device has made. */
    void skipTo(long lastCseq) {
        nextCseq = lastCseq + 1;
        acked = lastCseq;
    }

    /** Keeps a message to be sent at the next connect. */
    void sendLater(String to, String text) {
        unacked.put(nextCseq++, new Sent(to, text, false));
    }

    private void encode(long cseq, Sent sent) {
        byte[] name = sent.to().getBytes(StandardCharsets.UTF_8);
        int alias = sendAliases.find(name);
        byte[] define = null;
        if (alias == AliasWriter.NONE) {
            alias = sendAliases.define(name);
            define = name;
        }
        boolean wide = cseq != lastWritten + 1;
        lastWritten = cseq;
        byte[] payload = sent.text().getBytes(StandardCharsets.UTF_8);
        outEnd = FrameEncoder.send(
                out, outEnd, wide, cseq, sent.receipt(), alias, define, new UnsafeBuffer(payload), 0, payload.length);
    }

    /** Acks everything received so far. */
    TestDevice ack() throws IOException {
        if (lastSeq > recvAcked) {
            boolean wide = lastSeq - recvAcked > Limits.NARROW_ACK_ADVANCE_MAX;
            outEnd = FrameEncoder.recvAck(out, outEnd, wide, lastSeq);
            recvAcked = lastSeq;
            flush();
        }
        return this;
    }

    void read(long seq) throws IOException {
        outEnd = FrameEncoder.read(out, outEnd, seq);
        flush();
    }

    /** Sends bytes that are no frame of ours. */
    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void flush() throws IOException {
        socket.getOutputStream().write(out.byteArray(), 0, outEnd);
        bytesOut += outEnd;
        outEnd = 0;
    }

    /** Reads frames until the condition holds; throws when the connection ends before, or after a while. */
    void await(BooleanSupplier condition) throws IOException {
        while (!condition.getAsBoolean()) {
            if (!readSome()) {
                throw new IOException(user + ": the connection ended, error " + error);
            }
        }
    }

    /** Reads until the condition holds or the node closes. */
    void awaitEndOr(BooleanSupplier condition) throws IOException {
        while (!condition.getAsBoolean() && readSome()) {}
    }

    /** Reads until the node closes. */
    void awaitEnd() throws IOException {
        while (readSome()) {}
    }

    private boolean readSome() throws IOException {
        int read;
        try {
            read = socket.getInputStream().read(in, inEnd, in.length - inEnd);
        } catch (java.net.SocketException e) {
            read = -1;
        }
        if (read < 0) {
            ended = true;
            return false;
        }
        bytesIn += read;
        inEnd += read;
        int at = 0;
        int length = 1;
        while (length > 0 && at < inEnd) {
            length = ServerFrameDecoder.decode(inView, at, inEnd, Limits.FRAME_MAX, frames);
            if (length < 0) {
                throw new AssertionError("the node sent a malformed frame");
            }
            at += length;
        }
        System.arraycopy(in, at, in, 0, inEnd - at);
        inEnd -= at;
        return true;
    }

    int unackedCount() {
        return unacked.size();
    }

    List<String> texts() {
        return received.stream()
                .filter(message -> !message.own())
                .map(Received::text)
                .toList();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private final class Frames implements ServerFrames {
        @Override
        public void onWelcome(
                boolean enrolled,
                long newest,
                long ackedCseq,
                long timeMs,
                DirectBuffer buffer,
                int tlvs,
                int tlvsLength) {
            welcomed = true;
            head = newest;
            acked = ackedCseq;
            unacked.headMap(ackedCseq, true).clear();
        }

        @Override
        public void onSendAck(boolean inOrder, int cseqLow) {
            long cseq = SequenceLow.nearest(acked, cseqLow, 16);
            acked = cseq;
            int settled = unacked.headMap(cseq, true).size();
            unacked.headMap(cseq, true).clear();
            if (inOrder) {
                lastSeq += settled;
            }
        }

        @Override
        public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
            refusals.add(code + " " + cseq);
            if (code.code() < 128) {
                unacked.remove(cseq);
                acked = Math.max(acked, cseq);
            }
        }

        @Override
        public void onDeliver(
                boolean own,
                boolean receipt,
                int alias,
                DirectBuffer buffer,
                int name,
                int nameLength,
                long peerInstall,
                long cseqDelta,
                boolean stamped,
                long stampDeltaMs,
                int payload,
                int payloadLength) {
            lastSeq++;
            long cseq = cseqDelta;
            if (nameLength > 0) {
                aliases.define(alias, buffer, name, nameLength, peerInstall, cseqDelta);
            } else {
                cseq = aliases.advance(alias, cseqDelta);
            }
            String peer = new String(aliases.name(alias), StandardCharsets.UTF_8);
            byte[] text = new byte[payloadLength];
            buffer.getBytes(payload, text);
            received.add(new Received(
                    lastSeq, peer, aliases.install(alias), cseq, own, new String(text, StandardCharsets.UTF_8)));
        }

        @Override
        public void onOwnCopy(long count) {
            lastSeq += count;
        }

        @Override
        public void onSkip(SkipReason reason, long nextSeq) {
            lastSeq = nextSeq - 1;
        }

        @Override
        public void onReceipt(
                ReceiptKind kind,
                DirectBuffer buffer,
                int name,
                int nameLength,
                long ownInstall,
                long cseq,
                @Nullable FailureReason reason) {
            lastSeq++;
            receipts.add(kind + " " + buffer.getStringWithoutLengthUtf8(name, nameLength) + " " + cseq);
        }

        @Override
        public void onPong(int headLow) {}

        @Override
        public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
            moves++;
        }

        @Override
        public void onCredit(long messages, long bytes) {}

        @Override
        public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
            goodbyes++;
        }

        @Override
        public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
            error = ErrorCode.of(code);
        }

        @Override
        public void onMalformed(ErrorCode reason, String detail) {
            throw new AssertionError("the node sent what is malformed: " + reason + ", " + detail);
        }
    }
}
