package dev.carillon.client;

import dev.carillon.protocol.AliasWriter;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** SENDs on one connection: in order, inside the node's window, behind aliases (PROTOCOL.md, sections 8 and 11). */
final class SendStream {
    private final Outbox outbox;
    private final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
    private @Nullable AliasWriter aliases;
    private long next;
    private long limit;
    private boolean wide;
    private boolean paused;
    private long bytesInFlight;
    private long windowMessages = Limits.WINDOW_MESSAGES_DEFAULT;
    private long windowBytes = Limits.WINDOW_BYTES_DEFAULT;

    /** @param limit sends from here on wait until {@link #release} */
    SendStream(Outbox outbox, long limit) {
        this.outbox = outbox;
        this.next = outbox.first();
        this.limit = limit;
    }

    /** The sequence of the next SEND to write. */
    long next() {
        return next;
    }

    void release() {
        limit = Long.MAX_VALUE;
    }

    void window(long messages, long bytes) {
        windowMessages = messages;
        windowBytes = bytes;
    }

    /**
     * Everything up to {@code cseq} is no longer under way; what was not sent yet is left out. Called before it leaves
     * the outbox.
     */
    void settling(long cseq) {
        for (long at = outbox.first(); at <= cseq && at < next; at++) {
            bytesInFlight -= outbox.at(at).payload().length;
        }
        if (cseq >= next) {
            next = cseq + 1;
            wide = true;
        }
    }

    boolean anyInFlight() {
        return next > outbox.first();
    }

    /** The node wants everything from {@code cseq} on again; not before {@link #resume}. */
    void rewind(long cseq) {
        for (long at = cseq; at < next; at++) {
            bytesInFlight -= outbox.at(at).payload().length;
        }
        next = cseq;
        wide = true;
        paused = true;
    }

    void resume() {
        paused = false;
    }

    /** Writes what window and connection allow. */
    void write(FrameOut out) {
        long end = Math.min(limit, outbox.next());
        while (next < end && !paused && out.writable()) {
            PendingSend send = outbox.at(next);
            int length = send.payload().length;
            if (!inWindow(length)) {
                break;
            }
            write(out, send);
            bytesInFlight += length;
            next++;
        }
        outbox.left(next);
    }

    private boolean inWindow(int length) {
        long messages = next - outbox.first();
        return messages < windowMessages && (messages == 0 || bytesInFlight + length <= windowBytes);
    }

    private void write(FrameOut out, PendingSend send) {
        AliasWriter table = aliases;
        if (table == null) {
            table = new AliasWriter();
            aliases = table;
        }
        int alias = table.find(send.name());
        byte @Nullable [] name = null;
        if (alias == AliasWriter.NONE) {
            name = send.name();
            alias = table.define(name);
        }
        int length = send.payload().length;
        payload.wrap(send.payload());
        int at = out.reserve(length);
        out.end(FrameEncoder.send(
                out.buffer(), at, wide, send.cseq(), send.receipt(), alias, name, payload, 0, length));
        wide = false;
    }
}
