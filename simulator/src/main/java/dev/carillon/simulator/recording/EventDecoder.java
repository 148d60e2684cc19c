package dev.carillon.simulator.recording;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.protocol.Limits;
import dev.carillon.protocol.UserId;
import dev.carillon.protocol.Varint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads the events of one block (RECORDING.md, "Events"). One thread. */
final class EventDecoder {
    private final UnsafeBuffer in;
    private final int end;
    private final List<Party> parties = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private int at;
    private long us;

    EventDecoder(byte[] plain, long firstUs) {
        this.in = new UnsafeBuffer(plain);
        this.end = plain.length;
        this.us = firstUs;
    }

    boolean atEnd() {
        return at == end;
    }

    /** @throws MalformedException if there are no events like that */
    Event next() throws MalformedException {
        int code = unsigned();
        us += number();
        Party by = party();
        return switch (code) {
            case EventCode.OPENED ->
                new Event.Opened(us, by, unsigned() == EventCode.ENROLLED, number(), number(), number(), number());
            case EventCode.CLOSED -> new Event.Closed(us, by, ending(), small());
            case EventCode.SENT -> sent(by);
            case EventCode.ACKED -> new Event.Acked(us, by, number());
            case EventCode.REFUSED -> new Event.Refused(us, by, small(), number());
            case EventCode.DELIVERED -> delivered(by);
            case EventCode.RECEIPTED -> receipted(by);
            case EventCode.SKIPPED -> new Event.Skipped(us, by, small(), number());
            case EventCode.TOOK -> new Event.Took(us, by, number());
            case EventCode.READ -> new Event.Read(us, by, number());
            default -> throw new MalformedException("an event of kind " + code);
        };
    }

    private Event sent(Party by) throws MalformedException {
        boolean receipt = (unsigned() & EventCode.RECEIPT) != 0;
        long cseq = number();
        return new Event.Sent(us, by, cseq, name(), receipt, bytes(Limits.FRAME_MAX));
    }

    private Event delivered(Party by) throws MalformedException {
        int flags = unsigned();
        long seq = number();
        long cseq = number();
        int length = small();
        String peer = name();
        boolean own = (flags & EventCode.OWN) != 0;
        return new Event.Delivered(us, by, seq, own, (flags & EventCode.RECEIPT) != 0, peer, install(), cseq, length);
    }

    private Event receipted(Party by) throws MalformedException {
        int kind = small();
        int reason = small();
        long seq = number();
        long cseq = number();
        return new Event.Receipted(us, by, seq, kind, name(), install(), cseq, reason);
    }

    private Ending ending() throws MalformedException {
        int number = unsigned();
        Ending ending = Ending.of(number);
        if (ending == null) {
            throw new MalformedException("an ending of kind " + number);
        }
        return ending;
    }

    private Party party() throws MalformedException {
        long index = number();
        if (index < parties.size()) {
            return parties.get((int) index);
        }
        if (index > parties.size()) {
            throw new MalformedException("a connection that nothing introduces");
        }
        Party party = new Party(number(), name(), install());
        parties.add(party);
        return party;
    }

    private String name() throws MalformedException {
        long index = number();
        if (index < names.size()) {
            return names.get((int) index);
        }
        if (index > names.size()) {
            throw new MalformedException("a name that nothing introduces");
        }
        byte[] utf8 = bytes(Limits.USER_ID_MAX);
        if (!UserId.valid(utf8)) {
            throw new MalformedException("a name that is no user ID");
        }
        names.add(new String(utf8, StandardCharsets.UTF_8));
        return names.get((int) index);
    }

    private long install() throws MalformedException {
        room(Long.BYTES);
        at += Long.BYTES;
        return in.getLong(at - Long.BYTES, BIG_ENDIAN);
    }

    private byte[] bytes(int max) throws MalformedException {
        long length = number();
        if (length > max) {
            throw new MalformedException("bytes beyond their limit");
        }
        room((int) length);
        byte[] bytes = new byte[(int) length];
        in.getBytes(at, bytes);
        at += bytes.length;
        return bytes;
    }

    private int unsigned() throws MalformedException {
        room(1);
        return in.getByte(at++) & 0xFF;
    }

    private int small() throws MalformedException {
        long value = number();
        if (value > Integer.MAX_VALUE) {
            throw new MalformedException("a number beyond its limit");
        }
        return (int) value;
    }

    private long number() throws MalformedException {
        long value = Varint.get(in, at, end);
        if (value < 0) {
            throw new MalformedException("a number that is cut off or overlong");
        }
        at += Varint.length(value);
        return value;
    }

    private void room(int bytes) throws MalformedException {
        if (bytes > end - at) {
            throw new MalformedException("bytes beyond the block's end");
        }
    }

    /** The block's bytes are whole, but no events: another version wrote them, or a defect of ours. */
    static final class MalformedException extends Exception {
        MalformedException(String what) {
            super(what);
        }
    }
}
