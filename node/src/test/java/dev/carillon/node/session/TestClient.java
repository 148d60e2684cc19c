package dev.carillon.node.session;

import dev.carillon.node.simulated.ClientHost;
import dev.carillon.node.simulated.SimulatedLink;
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
import dev.carillon.protocol.Varint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A device with the real codec and as few opinions as possible: it does what the test says, keeps what a device must
 * keep (install, taken-over position, unsettled sends), checks what PROTOCOL.md says about positions, and tells a
 * {@link Watcher} everything it hears. A frame that breaks the protocol is an {@link AssertionError}.
 */
final class TestClient implements ServerFrames {
    /** Hears what reaches a device. */
    interface Watcher {
        default void onMessage(
                TestClient at, long seq, boolean own, String peer, long install, long cseq, String text) {}

        default void onOwnCopies(TestClient at, long firstSeq, long count) {}

        default void onReceipt(
                TestClient at,
                long seq,
                ReceiptKind kind,
                String peer,
                long install,
                long cseq,
                @Nullable FailureReason why) {}

        default void onSkip(TestClient at, SkipReason reason, long fromSeq, long toSeq) {}

        default void onSettled(TestClient at, long cseq, boolean stored) {}

        default void onWelcome(TestClient at, long head) {}

        default void onError(TestClient at, int code) {}
    }

    /** A message that is not settled yet. */
    record Send(String to, String text, boolean receipt) {}

    private static final UnsafeBuffer NO_BYTES = new UnsafeBuffer(new byte[0]);
    /** A mailbox takes no more than an eighth of itself at once. */
    private static final int FLUSH_BYTES = 16 * 1024;

    private static long nextConnection = 1;
    private static long nextRun = 1;

    final String user;
    final long install;
    private final Watcher watcher;

    // What a device keeps.
    private boolean enrolled;

    /** As an app that runs once; a device that is made anew is another run. */
    private long run = nextRun++;

    private long connections;

    private long takenOver;
    private long nextCseq = 1;
    private final NavigableMap<Long, Send> unsettled = new TreeMap<>();

    // Of a connection.
    private long connection;
    private SimulatedLink.@Nullable Pipe pipe;
    private @Nullable ClientHost node;
    private boolean welcomed;
    private boolean goodbye;
    private long position;
    private long settled;
    private long settledByWelcome;
    private long lastSent;
    private long toSend;
    private boolean wide;
    private long lastRecvAck;
    private long windowMessages = Limits.WINDOW_MESSAGES_DEFAULT;
    private long lastStamp;
    private int messages;
    private int stampsBack;
    private AliasWriter sendAliases = new AliasWriter();
    private AliasReader deliverAliases = new AliasReader();
    private final ExpandableArrayBuffer out = new ExpandableArrayBuffer();
    private int outLength;
    private int moves;
    private final List<Integer> errors = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private long sendWindow = Limits.WINDOW_MESSAGES_DEFAULT;

    TestClient(String user, long install, Watcher watcher) {
        this.user = user;
        this.install = install;
        this.watcher = watcher;
    }

    boolean isConnected() {
        return pipe != null;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    boolean saidGoodbye() {
        return goodbye;
    }

    long position() {
        return position;
    }

    long takenOver() {
        return takenOver;
    }

    boolean isSettled() {
        return unsettled.isEmpty();
    }

    int unsettledCount() {
        return unsettled.size();
    }

    /** Sends whose acks were lost with a connection, and came with the next WELCOME. */
    long settledByWelcome() {
        return settledByWelcome;
    }

    long settled() {
        return settled;
    }

    SimulatedLink.Pipe pipe() {
        return java.util.Objects.requireNonNull(pipe);
    }

    /** MOVE frames so far. */
    int moves() {
        return moves;
    }

    /** Whom it is connected to, or null. */
    @Nullable
    ClientHost host() {
        return node;
    }

    /** Codes of ERROR frames so far. */
    List<Integer> errors() {
        return errors;
    }

    /** SEND_REFUSED frames so far, such as {@code CSEQ_GAP 3}. */
    List<String> refusals() {
        return refusals;
    }

    /** Its next connection is of the other one's run, and has that number. */
    void sameRun(TestClient other, long number) {
        run = other.run;
        connections = number - 1;
    }

    /** The device's numbers are set by hand, as by a broken backup. */
    void keep(long newTakenOver, long newNextCseq) {
        takenOver = newTakenOver;
        nextCseq = newNextCseq;
        enrolled = true;
    }

    // Connecting.

    void connect(ClientHost to, long deliverMessages, long deliverBytes) {
        connect(to, deliverMessages, deliverBytes, !enrolled);
    }

    void connect(ClientHost to, long deliverMessages, long deliverBytes, boolean enrol) {
        node = to;
        connection = nextConnection++;
        pipe = to.link().connect(connection);
        welcomed = false;
        goodbye = false;
        position = takenOver;
        lastRecvAck = takenOver;
        windowMessages = deliverMessages;
        messages = 0;
        stampsBack = 0;
        sendAliases = new AliasWriter();
        deliverAliases = new AliasReader();
        long first = unsettled.isEmpty() ? nextCseq : unsettled.firstKey();
        lastSent = first - 1;
        settled = first - 1;
        toSend = first;
        wide = false;
        sendWindow = Limits.WINDOW_MESSAGES_DEFAULT;
        ExpandableArrayBuffer tlvs = new ExpandableArrayBuffer();
        int tlvsLength = deliverMessages == Limits.WINDOW_MESSAGES_DEFAULT
                ? 0
                : Tlv.putWindow(tlvs, 0, deliverMessages, deliverBytes);
        connections++;
        tlvsLength = Tlv.putConnection(tlvs, tlvsLength, run, connections);
        ExpandableArrayBuffer hello = new ExpandableArrayBuffer();
        int length =
                FrameEncoder.hello(hello, 0, enrol, NO_BYTES, 0, 0, install, takenOver, first, tlvs, 0, tlvsLength);
        must(to.mailbox(user).open(connection, TestNode.utf8(user), hello, 0, length));
        sendUnsettled();
        flush();
    }

    /** The connection breaks, for whatever reason. */
    void disconnect() {
        ClientHost from = node;
        if (pipe != null && from != null) {
            from.link().disconnect(connection);
            must(from.mailbox(user).closed(connection));
        }
        forgetConnection();
    }

    /** The node is gone, and with it everything under way. */
    void forgetConnection() {
        pipe = null;
        node = null;
        outLength = 0;
        welcomed = false;
    }

    // What the test makes it do.

    /** Takes a message into the device's store, and sends it if there is a connection and room. @return its cseq */
    long send(String to, String text, boolean receipt) {
        unsettled.put(nextCseq, new Send(to, text, receipt));
        sendUnsettled();
        return nextCseq++;
    }

    /** The next cseq is never used. */
    void skipCseq() {
        nextCseq++;
        toSend = nextCseq;
    }

    /** From now on it sends as if there were no window. */
    void ignoreSendWindow() {
        sendWindow = Long.MAX_VALUE;
    }

    private void sendUnsettled() {
        if (pipe == null || goodbye) {
            return;
        }
        for (long cseq : unsettled.tailMap(toSend, true).keySet()) {
            if (cseq - settled > sendWindow) {
                return;
            }
            write(cseq, unsettled.get(cseq));
            toSend = cseq + 1;
        }
    }

    private void write(long cseq, @Nullable Send send) {
        Send message = java.util.Objects.requireNonNull(send);
        byte[] name = TestNode.utf8(message.to());
        int alias = sendAliases.find(name);
        boolean named = alias == AliasWriter.NONE;
        if (named) {
            alias = sendAliases.define(name);
        }
        byte[] text = TestNode.utf8(message.text());
        outLength = FrameEncoder.send(
                out,
                outLength,
                wide || cseq != lastSent + 1,
                cseq,
                message.receipt(),
                alias,
                named ? name : null,
                new UnsafeBuffer(text),
                0,
                text.length);
        wide = false;
        lastSent = cseq;
        if (outLength > FLUSH_BYTES) {
            flush();
        }
    }

    /** Takes over up to {@code seq} and says so. */
    void takeOver(long seq) {
        takenOver = Math.max(takenOver, seq);
        while (pipe != null && welcomed && lastRecvAck < takenOver) {
            long next = Math.min(takenOver, lastRecvAck + 32_767);
            outLength = FrameEncoder.recvAck(out, outLength, next - lastRecvAck > Limits.NARROW_ACK_ADVANCE_MAX, next);
            lastRecvAck = next;
        }
    }

    void takeOverAll() {
        takeOver(position);
    }

    void read(long seq) {
        outLength = FrameEncoder.read(out, outLength, seq);
    }

    void credit(long messages, long bytes) {
        windowMessages = Math.max(windowMessages, messages);
        outLength = FrameEncoder.credit(out, outLength, messages, bytes);
    }

    void ping() {
        outLength = FrameEncoder.ping(out, outLength, position);
    }

    void goodbyeNow() {
        outLength = FrameEncoder.goodbye(out, outLength, 0, 0, 0);
    }

    /** Bytes of the test's own making. */
    void raw(byte[] bytes) {
        out.putBytes(outLength, bytes);
        outLength += bytes.length;
    }

    /** Posts what was written. @return false if the mailbox is full; call again */
    boolean flush() {
        ClientHost to = node;
        if (outLength > 0 && to != null) {
            if (!to.mailbox(user).frames(connection, out, 0, outLength)) {
                return false;
            }
            outLength = 0;
        }
        return true;
    }

    /** Hears at most so many bytes of what the node sent. */
    void hear(int bytesMax) {
        SimulatedLink.Pipe from = pipe;
        ClientHost at = node;
        if (from == null || at == null) {
            return;
        }
        int offset = 0;
        int limit = Math.min(from.length(), bytesMax);
        while (offset < limit && pipe == from) {
            int consumed = ServerFrameDecoder.decode(from.bytes(), offset, from.length(), Limits.FRAME_MAX, this);
            if (consumed <= 0) {
                throw new AssertionError("half a frame from the node");
            }
            offset += consumed;
        }
        from.consumed(offset);
        if (pipe == from && from.isClosing() && from.length() == 0) {
            disconnect();
        } else if (pipe == from && from.takeWritable()) {
            must(at.mailbox(user).writable(connection, true));
        }
        sendUnsettled();
    }

    void hearAll() {
        hear(Integer.MAX_VALUE);
    }

    // From the node.

    @Override
    public void onWelcome(
            boolean newlyEnrolled,
            long head,
            long ackedCseq,
            long timeMs,
            DirectBuffer buffer,
            int tlvs,
            int tlvsLength) {
        must(!welcomed);
        welcomed = true;
        enrolled = true;
        lastStamp = timeMs;
        sendWindow = Math.min(sendWindow, Tlv.windowMessages(buffer, tlvs, tlvsLength));
        must(ackedCseq < nextCseq);
        must(head >= takenOver);
        settledByWelcome += settleUpTo(Math.max(settled, ackedCseq));
        toSend = Math.max(toSend, settled + 1);
        watcher.onWelcome(this, head);
    }

    private long settleUpTo(long cseq) {
        long count = 0;
        while (settled < cseq) {
            settled++;
            count++;
            must(unsettled.remove(settled) != null);
            watcher.onSettled(this, settled, true);
        }
        return count;
    }

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {
        must(welcomed);
        long cseq = SequenceLow.nearest(settled, cseqLow, 16);
        must(cseq <= lastSent || cseq <= settled);
        long count = settleUpTo(cseq);
        if (inOrder && count > 0) {
            ownCopies(count);
        }
    }

    private void ownCopies(long count) {
        watcher.onOwnCopies(this, position + 1, count);
        position += count;
    }

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
        must(welcomed);
        refusals.add(code + " " + cseq);
        if (code.code() < 128) {
            if (cseq > settled) {
                must(cseq == settled + 1);
                settled = cseq;
                must(unsettled.remove(cseq) != null);
                watcher.onSettled(this, cseq, false);
            }
            return;
        }
        must(cseq > settled || code == RefusalCode.CSEQ_GAP);
        toSend = cseq;
        wide = true;
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
        must(welcomed);
        if (nameLength > 0) {
            deliverAliases.define(alias, buffer, name, nameLength, peerInstall, cseqDelta);
        } else {
            must(deliverAliases.known(alias));
            must(deliverAliases.advance(alias, cseqDelta) > 0);
        }
        if (stamped) {
            stampsBack += messages > 0 && stampDeltaMs < 0 ? 1 : 0;
            lastStamp += stampDeltaMs;
            must(Math.abs(stampDeltaMs) >= Limits.STAMP_DRIFT_MS);
        }
        messages++;
        position++;
        must(position - lastRecvAck <= Math.max(1, windowMessages) + ownAllowance);
        String peer = new String(deliverAliases.name(alias), StandardCharsets.UTF_8);
        byte[] text = new byte[payloadLength];
        buffer.getBytes(payload, text);
        watcher.onMessage(
                this,
                position,
                own,
                peer,
                deliverAliases.install(alias),
                deliverAliases.last(alias),
                new String(text, StandardCharsets.UTF_8));
    }

    /** Own copies and skips do not count in the window, but in the distance from the last RECV_ACK. */
    private long ownAllowance = Varint.MAX / 2;

    /** Messages of this connection that were stamped earlier than the one before. */
    int stampsBack() {
        return stampsBack;
    }

    long lastStamp() {
        return lastStamp;
    }

    @Override
    public void onOwnCopy(long count) {
        must(welcomed && count > 0);
        ownCopies(count);
    }

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {
        must(welcomed && nextSeq > position + 1);
        watcher.onSkip(this, reason, position + 1, nextSeq - 1);
        position = nextSeq - 1;
    }

    @Override
    public void onReceipt(
            ReceiptKind kind,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long ofInstall,
            long cseq,
            @Nullable FailureReason reason) {
        must(welcomed);
        position++;
        byte[] peer = new byte[nameLength];
        buffer.getBytes(name, peer);
        watcher.onReceipt(this, position, kind, new String(peer, StandardCharsets.UTF_8), ofInstall, cseq, reason);
    }

    @Override
    public void onCredit(long messages, long bytes) {
        sendWindow = messages;
    }

    private int pongHead = -1;

    /** The low bits of the head in the last PONG; -1 if there was none. */
    int pongHead() {
        return pongHead;
    }

    @Override
    public void onPong(int headLow) {
        pongHead = headLow;
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        goodbye = true;
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        errors.add(code);
        watcher.onError(this, code);
    }

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
        moves++;
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        throw new AssertionError("the node breaks the protocol: " + reason + ", " + detail);
    }

    private void must(boolean fact) {
        if (!fact) {
            throw new AssertionError(
                    user + "/" + Long.toHexString(install) + " at " + position + ", settled " + settled);
        }
    }
}
