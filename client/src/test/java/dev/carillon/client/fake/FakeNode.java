package dev.carillon.client.fake;

import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SkipReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One user's inbox and devices by the book of PROTOCOL.md, without a disk. Tests script it through its public fields
 * and read its ledger.
 */
public final class FakeNode {
    /** An inbox item; {@code kind} null for messages. */
    public record Item(
            @Nullable ReceiptKind kind,
            boolean own,
            boolean receipt,
            String peer,
            long install,
            long cseq,
            byte[] payload,
            long timeMs) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** What the node keeps of one device. */
    public static final class Device {
        public long highWater;
        public long cursor;
        public final TreeMap<Long, RefusalCode> refused = new TreeMap<>();

        @Nullable
        FakeConnection connection;
    }

    public final VirtualLoop loop;
    public final List<Item> inbox = new ArrayList<>();
    public final Map<Long, Device> devices = new HashMap<>();
    /** What was stored, in order, as "to:text". */
    public final List<String> stored = new ArrayList<>();
    /** Install and cseq of what was stored. */
    public final List<String> storedIds = new ArrayList<>();
    /** What READ named. */
    public final List<Long> reads = new ArrayList<>();
    /** Which connections HELLO named, as "run/number", in order. */
    public final List<String> connections = new ArrayList<>();
    /** What else was said in HELLO, in order. */
    public final List<String> hellos = new ArrayList<>();

    /** The verdict on a new message; null to store it. */
    public Function<Item, @Nullable RefusalCode> verdict = item -> null;

    public long retryAfterMs;
    /** An ERROR for the next HELLOs, by its number; 0 for none. */
    public int helloError;
    /** By the host that a client comes to: the TLVs of the MOVE that it is sent away with, or null. */
    public Function<String, byte @Nullable []> moves = host -> null;

    /** Whoever asks to stay is not sent away. */
    public boolean servesWhoStays;

    public long helloErrorRetryAfterMs;
    /** Answers are held back. */
    public boolean silent;
    /** Acks are held back. */
    public boolean ackless;
    /** Whether own copies may be told by IN_ORDER. */
    public boolean inOrder = true;

    public long windowMessages = 256;
    public long windowBytes = 1 << 20;
    public long firstKept = 1;
    /** The inbox is sent up to here only, as if connections had no room for more. */
    public long pushTo = Long.MAX_VALUE;

    public SkipReason skipReason = SkipReason.EXPIRED;
    public long ackedCseqBonus;
    /** What WELCOME names; 0 to leave it out. */
    public long history;
    /** A HELLO beyond the head is answered with WELCOME. */
    public boolean welcomesTheFuture;
    /** The inbox is sent whatever the deliver window says. */
    public boolean ignoresWindow;
    /** Problems that the client caused. */
    public final List<String> complaints = new ArrayList<>();

    public final List<String> frames = new ArrayList<>();

    FakeNode(VirtualLoop loop) {
        this.loop = loop;
    }

    /** Somebody's message reaches the inbox. */
    public void arrive(String from, long install, long cseq, String text) {
        inbox.add(
                new Item(null, false, true, from, install, cseq, text.getBytes(StandardCharsets.UTF_8), loop.nowMs()));
        push();
    }

    /** A receipt reaches the inbox. */
    public void receipt(ReceiptKind kind, String peer, long install, long cseq) {
        inbox.add(new Item(kind, false, false, peer, install, cseq, new byte[0], loop.nowMs()));
        push();
    }

    /** Another device of the user sent something. */
    public void sentElsewhere(String to, long install, long cseq, String text) {
        inbox.add(new Item(null, true, false, to, install, cseq, text.getBytes(StandardCharsets.UTF_8), loop.nowMs()));
        push();
    }

    public long head() {
        return inbox.size();
    }

    /** Sends every connected device what it lacks. */
    public void push() {
        for (Device device : List.copyOf(devices.values())) {
            if (device.connection != null) {
                device.connection.push();
            }
        }
    }

    public Device onlyDevice() {
        if (devices.size() != 1) {
            throw new AssertionError("devices: " + devices.keySet());
        }
        return devices.values().iterator().next();
    }
}
