package dev.carillon.simulator.seeds.promises;

import dev.carillon.protocol.FailureReason;
import org.jspecify.annotations.Nullable;

/** One message as its sender's application knows it. Its text is its identity, which no two share. */
public final class Sent {
    final DeviceLog from;
    final String to;
    final String text;
    final boolean receipt;
    boolean stored;
    boolean refused;

    /** 0 until something has named it. */
    long cseq;

    @Nullable
    FailureReason failed;

    Sent(DeviceLog from, String to, String text, boolean receipt) {
        this.from = from;
        this.to = to;
        this.text = text;
        this.receipt = receipt;
    }

    /** Its identity. */
    public String text() {
        return text;
    }

    /** The device that sent it. */
    public DeviceLog from() {
        return from;
    }

    /** The user it is for. */
    public String to() {
        return to;
    }

    /** Its number among what the device sent; 0 until something has named it. */
    public long cseq() {
        return cseq;
    }

    @Override
    public String toString() {
        return text;
    }
}
