package dev.carillon.protocol;

import org.agrona.DirectBuffer;

/**
 * What a client hears from a node: one method per frame that a node may send. Buffers are slices of the decoder's
 * input and are valid only during the call.
 */
public interface ServerFrames extends SharedFrames {
    /**
     * @param head the newest inbox sequence the node has for this user
     * @param ackedCseq the highest cseq of this device that is stored
     * @param timeMs the node's time, base of the stamps that follow, ms since 1970
     */
    void onWelcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength);

    /** @param inOrder whether the own copies of what is acked take the next inbox sequences */
    void onSendAck(boolean inOrder, int cseqLow);

    void onSendRefused(RefusalCode code, long cseq, long retryAfterMs);

    /**
     * The next message of the inbox.
     *
     * @param own a copy of what another device of this user sent; the alias then names the recipient
     * @param receipt whether the sender asked for receipts
     * @param name the peer's user ID, which with {@code install} defines the alias if {@code nameLength} is above 0
     * @param cseqDelta the cseq itself if the alias is being defined, else its distance from the alias's last
     * @param stampDeltaMs distance of the stamp from the connection's last one, ms; 0 if not carried
     */
    void onDeliver(
            boolean own,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseqDelta,
            boolean stamped,
            long stampDeltaMs,
            int payload,
            int payloadLength);

    /** The next {@code count} inbox sequences are copies of what this very device sent. */
    void onOwnCopy(long count);

    /** What comes next has inbox sequence {@code nextSeq}; what was between is no longer kept. */
    void onSkip(SkipReason reason, long nextSeq);

    /**
     * An inbox item: what this user's {@code install} sent to the named peer has come this far. {@code DELIVERED} and
     * {@code READ} speak of everything with receipts up to {@code cseq}, {@code FAILED} of that one message.
     *
     * @param reason why it failed; null unless {@code kind} is {@code FAILED}
     */
    void onReceipt(
            ReceiptKind kind,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseq,
            @org.jspecify.annotations.Nullable FailureReason reason);

    /** The answer to a PING, with the low 16 bits of the inbox's newest sequence. */
    void onPong(int headLow);

    /** Reserved: the user lives at another node. */
    void onMove(DirectBuffer buffer, int tlvs, int tlvsLength);
}
