package dev.carillon.client;

import java.nio.charset.StandardCharsets;

/**
 * A message from someone, as {@link MessageHandler} gets it. Immutable but for the payload, which belongs to the
 * application; {@link #ack} may be called from any thread.
 */
public final class Message {
    private final String from;
    private final long install;
    private final long cseq;
    private final long seq;
    private final long timeMs;
    private final boolean receiptWanted;
    private final byte[] payload;
    private final AckSink acks;

    Message(
            String from,
            long install,
            long cseq,
            long seq,
            long timeMs,
            boolean receiptWanted,
            byte[] payload,
            AckSink acks) {
        this.from = from;
        this.install = install;
        this.cseq = cseq;
        this.seq = seq;
        this.timeMs = timeMs;
        this.receiptWanted = receiptWanted;
        this.payload = payload;
        this.acks = acks;
    }

    /** The sender's user ID; one's own for a message to oneself from another device. */
    public String from() {
        return from;
    }

    /** The message, up to 60,000 bytes; may be empty. Not a copy. */
    public byte[] payload() {
        return payload;
    }

    /** The payload read as UTF-8. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** When the node stored it, ms since 1970, to about a second. */
    public long timeMs() {
        return timeMs;
    }

    /** Its place in this user's inbox, from 1, without holes: the cursor to store for exactly once. */
    public long seq() {
        return seq;
    }

    /** Whether the sender asked to hear when it is delivered and read. */
    public boolean receiptWanted() {
        return receiptWanted;
    }

    /** Its name; equal for a repeated delivery. */
    public MessageId id() {
        return new MessageId(from, install, cseq);
    }

    /**
     * Says that the application has it, if the client was built with {@code manualAck()}; else it is said when the
     * handler returns. May come in any order and twice; the node hears of the unbroken prefix.
     */
    public void ack() {
        acks.ack(seq);
    }

    @Override
    public String toString() {
        return "message " + id() + " at " + seq + ", " + payload.length + " bytes";
    }
}
