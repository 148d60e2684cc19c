package dev.carillon.protocol;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One session vector in the making: frames in words become lines of hex and meaning. */
final class SessionScript {
    private final FrameWriter writer = new FrameWriter();
    private final ConnectionReader reader = new ConnectionReader();
    private final List<String> lines = new ArrayList<>();
    final String file;

    SessionScript(String file, String title) {
        this.file = file;
        lines.add("# " + title);
        lines.add("");
    }

    List<String> lines() {
        return lines;
    }

    SessionScript note(String text) {
        lines.add("# " + text);
        return this;
    }

    /** A frame from the client, in the words of {@link FrameText}. */
    SessionScript c(String frame) {
        return raw(true, writer.encode(frame));
    }

    /** A frame from the node. */
    SessionScript n(String frame) {
        return raw(false, writer.encode(frame));
    }

    SessionScript raw(boolean client, byte[] bytes) {
        lines.add((client ? "> | " : "< | ") + HexFormat.of().formatHex(bytes) + " | " + reader.read(client, bytes));
        return this;
    }

    SessionScript hello(long lastSeq, long nextCseq) {
        return c("HELLO version=1 enrol=0 token=" + Sessions.TOKEN + " install=" + Sessions.PHONE + " lastSeq="
                + lastSeq + " nextCseq=" + nextCseq);
    }

    SessionScript welcome(long head, long ackedCseq) {
        return n("WELCOME enrolled=0 head=" + head + " ackedCseq=" + ackedCseq + " timeMs=1790000000000");
    }

    /** A SEND, NAMED if {@code to} is not empty. */
    SessionScript send(long cseq, int alias, String to, String text) {
        return c("SEND wide=0 cseqLow=" + cseq + " alias=" + alias + " name=" + ValidVectors.hex(to) + " payload="
                + ValidVectors.hex(text));
    }

    SessionScript wide(long cseq, int alias, String to, String text) {
        return c("SEND wide=1 cseqLow=" + cseq + " alias=" + alias + " name=" + ValidVectors.hex(to) + " payload="
                + ValidVectors.hex(text));
    }

    SessionScript ack(boolean inOrder, long cseq) {
        return n("SEND_ACK inOrder=" + (inOrder ? 1 : 0) + " cseqLow=" + cseq);
    }

    /** A DELIVER, NAMED if {@code from} is not empty. */
    SessionScript deliver(int alias, String from, long cseq, String text) {
        return n("DELIVER alias=" + alias + " name=" + ValidVectors.hex(from) + " install=" + Sessions.THEIRS + " cseq="
                + cseq + " payload=" + ValidVectors.hex(text));
    }

    /** A RECV_ACK; the low bits of {@code seq} travel. */
    SessionScript recvAck(boolean wide, long seq) {
        return c("RECV_ACK wide=" + (wide ? 1 : 0) + " seqLow=" + seq);
    }
}
