package dev.carillon.client.store;

/**
 * A send as it is kept until the node has settled it.
 *
 * @param cseq its sequence on this device
 * @param to the recipient's user ID
 * @param receipt whether receipts were asked for
 * @param payload the message; not copied, so not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record StoredSend(long cseq, String to, boolean receipt, byte[] payload) {}
