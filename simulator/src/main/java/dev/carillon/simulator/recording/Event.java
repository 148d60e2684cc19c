package dev.carillon.simulator.recording;

/**
 * Something that was seen on a connection between a device and a node. Times are microseconds since the recording began.
 * Names and sequences are whole: aliases and low bits, which mean something on one connection only, are resolved.
 */
public sealed interface Event {
    long atUs();

    /** Whose connection it was seen on. */
    Party by();

    /**
     * The node welcomed the device.
     *
     * @param enrolled whether it had never seen it before
     * @param lastSeq the last inbox sequence that the device had
     * @param nextCseq what the device said it would send next
     * @param head the newest inbox sequence of the user
     * @param ackedCseq the newest send of the device that was stored
     */
    record Opened(long atUs, Party by, boolean enrolled, long lastSeq, long nextCseq, long head, long ackedCseq)
            implements Event {}

    /** The connection ended. {@code code} is that of ERROR or GOODBYE, 0 without one. */
    record Closed(long atUs, Party by, Ending how, int code) implements Event {}

    /**
     * The device sent a message; once more if it sent it again.
     *
     * @param payload not to be written to
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Sent(long atUs, Party by, long cseq, String to, boolean receipt, byte[] payload) implements Event {}

    /** The node has everything up to {@code cseq} for good. */
    record Acked(long atUs, Party by, long cseq) implements Event {}

    /** The node did not take {@code cseq}; {@code code} as in PROTOCOL.md, 17.2. */
    record Refused(long atUs, Party by, int code, long cseq) implements Event {}

    /**
     * The node handed a message to the device. Its text is that of the {@link Sent} with the same sender, install and cseq.
     *
     * @param seq its inbox sequence
     * @param own whether it is what another device of the same user sent; {@code peer} is the recipient then
     * @param length of the payload, bytes
     */
    record Delivered(
            long atUs,
            Party by,
            long seq,
            boolean own,
            boolean receipt,
            String peer,
            long install,
            long cseq,
            int length)
            implements Event {}

    /** The node told the device what became of what {@code install} of its user sent to {@code peer}; kinds and reasons as in PROTOCOL.md. */
    record Receipted(long atUs, Party by, long seq, int kind, String peer, long install, long cseq, int reason)
            implements Event {}

    /** The node passed over the inbox up to before {@code nextSeq}. */
    record Skipped(long atUs, Party by, int reason, long nextSeq) implements Event {}

    /** The device has taken over everything up to {@code seq}. */
    record Took(long atUs, Party by, long seq) implements Event {}

    /** The user read the message at {@code seq} and what came before it from the same sender. */
    record Read(long atUs, Party by, long seq) implements Event {}
}
