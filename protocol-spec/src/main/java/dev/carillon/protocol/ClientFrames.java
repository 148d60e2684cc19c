package dev.carillon.protocol;

import org.agrona.DirectBuffer;

/**
 * What a node hears from a client: one method per frame that a client may send. Buffers are slices of the decoder's
 * input and are valid only during the call. A frame that is not well-formed reaches {@link #onMalformed} instead;
 * nothing here throws through the decoder.
 */
public interface ClientFrames extends SharedFrames {
    /**
     * Opens the connection.
     *
     * @param lastSeq the last inbox sequence the device has; 0 for none
     * @param nextCseq the sequence of the first SEND that follows, from 1
     * @param tlvs start of the TLVs inside {@code buffer}, already checked to be well-formed, with {@code tlvsLength}
     */
    void onHello(
            int version,
            boolean enrol,
            DirectBuffer buffer,
            int token,
            int tokenLength,
            long install,
            long lastSeq,
            long nextCseq,
            int tlvs,
            int tlvsLength);

    /**
     * A message to send.
     *
     * @param wide whether {@code cseqLow} has 16 bits rather than 8
     * @param nameLength length of the recipient's user ID at {@code name}, which defines the alias; 0 if the alias is
     *     already defined
     */
    void onSend(
            boolean wide,
            int cseqLow,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            int payload,
            int payloadLength);

    /** Everything up to an inbox sequence has been taken over by the device; {@code wide} as in {@link #onSend}. */
    void onRecvAck(boolean wide, int seqLow);

    /** The device shows the message with this inbox sequence, and what came from its sender before, as read. */
    void onRead(long seq);

    /** A sign of life, with the low 16 bits of the last inbox sequence the device has seen. */
    void onPing(int seqLow);
}
