package dev.carillon.client;

/**
 * What names a message for ever, everywhere: a repeated delivery carries the same one.
 *
 * @param sender the sender's user ID
 * @param install the install ID of the sender's device
 * @param cseq the message's sequence on that device, from 1
 */
public record MessageId(String sender, long install, long cseq) {
    @Override
    public String toString() {
        return sender + "/" + Long.toHexString(install) + "/" + cseq;
    }
}
