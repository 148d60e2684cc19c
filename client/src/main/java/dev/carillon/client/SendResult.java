package dev.carillon.client;

import dev.carillon.protocol.RefusalCode;

/** The node's last word on a send. */
public sealed interface SendResult {
    /** The message's sequence on this device. */
    long cseq();

    /** It is stored durably and will be delivered, or a FAILED receipt will say why not. */
    record Stored(long cseq) implements SendResult {}

    /** It is not stored and never will be under this sequence. */
    record Refused(RefusalCode code, long cseq) implements SendResult {}

    /**
     * Only for a send of an earlier process: whether it was stored cannot be found out any more, and it was not sent
     * again. What {@link SendOutcomeUnknownException} is to the others.
     */
    record Unknown(long cseq) implements SendResult {}
}
