package dev.carillon.simulator.users;

import dev.carillon.client.Message;
import dev.carillon.client.MessageId;

/**
 * A message as the client library hands it to a device.
 *
 * @param seq its place in the recipient's inbox, from 1, as the library counts it
 * @param receiptWanted whether the sender asked for receipts, as the node tells the recipient
 * @param payload the whole of it; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record Arrival(long seq, MessageId id, boolean receiptWanted, byte[] payload) {
    static Arrival of(Message message) {
        return new Arrival(message.seq(), message.id(), message.receiptWanted(), message.payload());
    }
}
