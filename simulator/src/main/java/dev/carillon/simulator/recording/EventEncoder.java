package dev.carillon.simulator.recording;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.protocol.Varint;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;

/**
 * Writes events into the bytes of one block after the other (RECORDING.md, "Events"). Each block says anew who is who, so
 * that it can be read without those before it. One thread.
 */
final class EventEncoder {
    private final ExpandableArrayBuffer out = new ExpandableArrayBuffer(Block.PLAIN_WANTED);
    private final Map<Party, Integer> parties = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private int at;
    private int events;
    private long firstUs;
    private long lastUs;

    /** Begins the next block. */
    void clear() {
        parties.clear();
        names.clear();
        at = 0;
        events = 0;
    }

    int length() {
        return at;
    }

    int events() {
        return events;
    }

    long firstUs() {
        return firstUs;
    }

    byte[] bytes() {
        byte[] bytes = new byte[at];
        out.getBytes(0, bytes);
        return bytes;
    }

    void add(Event event) {
        if (events++ == 0) {
            firstUs = event.atUs();
            lastUs = firstUs;
        }
        if (event instanceof Event.Opened e) {
            head(EventCode.OPENED, e);
            flags(e.enrolled() ? EventCode.ENROLLED : 0);
            numbers(e.lastSeq(), e.nextCseq(), e.head(), e.ackedCseq());
        } else if (event instanceof Event.Closed e) {
            head(EventCode.CLOSED, e);
            flags(e.how().number());
            numbers(e.code());
        } else if (event instanceof Event.Sent e) {
            head(EventCode.SENT, e);
            flags(e.receipt() ? EventCode.RECEIPT : 0);
            numbers(e.cseq());
            name(e.to());
            payload(e.payload());
        } else if (event instanceof Event.Acked e) {
            head(EventCode.ACKED, e);
            numbers(e.cseq());
        } else if (event instanceof Event.Refused e) {
            head(EventCode.REFUSED, e);
            numbers(e.code(), e.cseq());
        } else if (event instanceof Event.Delivered e) {
            head(EventCode.DELIVERED, e);
            flags((e.receipt() ? EventCode.RECEIPT : 0) | (e.own() ? EventCode.OWN : 0));
            numbers(e.seq(), e.cseq(), e.length());
            peer(e.peer(), e.install());
        } else if (event instanceof Event.Receipted e) {
            head(EventCode.RECEIPTED, e);
            numbers(e.kind(), e.reason(), e.seq(), e.cseq());
            peer(e.peer(), e.install());
        } else if (event instanceof Event.Skipped e) {
            head(EventCode.SKIPPED, e);
            numbers(e.reason(), e.nextSeq());
        } else if (event instanceof Event.Took e) {
            head(EventCode.TOOK, e);
            numbers(e.seq());
        } else if (event instanceof Event.Read e) {
            head(EventCode.READ, e);
            numbers(e.seq());
        }
    }

    /** Code, time since the event before (never negative), and whose connection. */
    private void head(int code, Event event) {
        flags(code);
        long now = Math.max(lastUs, event.atUs());
        numbers(now - lastUs);
        lastUs = now;
        Party party = event.by();
        Integer known = parties.get(party);
        numbers(known == null ? parties.size() : known);
        if (known == null) {
            parties.put(party, parties.size());
            numbers(party.connection());
            peer(party.user(), party.install());
        }
    }

    private void peer(String user, long install) {
        name(user);
        out.putLong(at, install, BIG_ENDIAN);
        at += Long.BYTES;
    }

    private void name(String name) {
        Integer known = names.get(name);
        numbers(known == null ? names.size() : known);
        if (known == null) {
            names.put(name, names.size());
            payload(name.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void payload(byte[] bytes) {
        numbers(bytes.length);
        out.putBytes(at, bytes);
        at += bytes.length;
    }

    private void flags(int value) {
        out.putByte(at++, (byte) value);
    }

    private void numbers(long... values) {
        for (long value : values) {
            at = Varint.put(out, at, value);
        }
    }
}
