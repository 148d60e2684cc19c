package dev.carillon.node.delivery;

/**
 * A connected device, as the partition's state sees it: apply calls it with what became durable, in the order of the
 * entries. It must not call back into the partition. Runs on the loop.
 */
public interface DeviceListener {
    /** Which connection this is. */
    ConnectionNumber number();

    /**
     * A send is stored.
     *
     * @param seq the inbox sequence that its own copy took
     */
    void onAccepted(long cseq, long seq, int payloadLength);

    /**
     * A send was settled before.
     *
     * @param refusal the code with which it was refused then; 0 if it was stored
     */
    void onDuplicate(long cseq, int refusal, int payloadLength);

    /** A send came too early: the sequence {@code expected} is missing. */
    void onGap(long expected, int payloadLength);

    /** A send is refused for good. */
    void onRefused(long cseq, int code);

    /** The user's inbox has grown, or its beginning moved. */
    void onInboxChanged();

    /** Another connection of this device took over. */
    void onReplaced();

    /** The device is no longer enrolled. */
    void onRetired();
}
