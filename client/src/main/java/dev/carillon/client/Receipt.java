package dev.carillon.client;

import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import org.jspecify.annotations.Nullable;

/**
 * How far something that this user sent has come. DELIVERED and READ speak of every message to {@code peer} from
 * {@code install} that asked for receipts, up to {@code cseq}; FAILED of that one message, whether it asked or not.
 *
 * @param install which of this user's devices sent it
 * @param seq the receipt's own place in this user's inbox
 * @param reason why it failed; null unless {@code kind} is FAILED
 */
public record Receipt(
        ReceiptKind kind,
        String peer,
        long install,
        long cseq,
        long seq,
        @Nullable FailureReason reason) {}
