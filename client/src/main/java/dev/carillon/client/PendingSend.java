package dev.carillon.client;

import dev.carillon.client.store.StoredSend;
import dev.carillon.protocol.RefusalCode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A send until the node's last word on it, which completes it. */
final class PendingSend extends CompletableFuture<SendResult> {
    private final String to;
    private final byte[] name;
    private final boolean receipt;
    private final byte[] payload;
    private long cseq;
    private @Nullable RefusalCode refusal;

    PendingSend(String to, byte[] name, boolean receipt, byte[] payload) {
        this.to = to;
        this.name = name;
        this.receipt = receipt;
        this.payload = payload;
    }

    /** The recipient's user ID in UTF-8. */
    byte[] name() {
        return name;
    }

    boolean receipt() {
        return receipt;
    }

    byte[] payload() {
        return payload;
    }

    long cseq() {
        return cseq;
    }

    StoredSend numbered(long number) {
        cseq = number;
        return new StoredSend(number, to, receipt, payload);
    }

    void refuse(RefusalCode code) {
        refusal = code;
    }

    void settle() {
        complete(refusal == null ? new SendResult.Stored(cseq) : new SendResult.Refused(refusal, cseq));
    }
}
