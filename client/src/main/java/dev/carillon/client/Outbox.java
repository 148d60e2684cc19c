package dev.carillon.client;

import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.StoredSend;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sends without an answer, in order of cseq, in memory and in the {@link DeviceStore}. A ring, so that the sequence is
 * the index; it holds nothing while nothing is pending.
 */
final class Outbox {
    private static final PendingSend[] NONE = new PendingSend[0];
    private static final int RING_MIN = 8;

    private final DeviceStore store;
    private final PendingLimit limit;
    private PendingSend[] ring = NONE;
    private int head;
    private int size;
    private long first = 1;
    /** Sends below this have left, or may have in an earlier process. */
    private long leftBefore = 1;

    Outbox(DeviceStore store, PendingLimit limit) {
        this.store = store;
        this.limit = limit;
    }

    /** Takes over what an earlier process left; returns it. */
    List<PendingSend> load(DeviceState state) {
        List<PendingSend> earlier = new ArrayList<>();
        first = state.nextCseq() - state.unsettled().size();
        for (StoredSend stored : state.unsettled()) {
            PendingSend send =
                    new PendingSend(stored.to(), UserId.encode(stored.to()), stored.receipt(), stored.payload());
            send.numbered(stored.cseq());
            limit.enterAnyway(stored.payload().length);
            push(send);
            earlier.add(send);
        }
        leftBefore = state.nextCseq();
        return earlier;
    }

    /** Gives the send its number and keeps it. */
    void add(PendingSend send) {
        store.append(send.numbered(next()));
        push(send);
    }

    /** The lowest sequence without an answer. */
    long first() {
        return first;
    }

    /** The sequence that the next new send gets. */
    long next() {
        return first + size;
    }

    /** @param cseq {@link #first} to {@link #next} − 1 */
    PendingSend at(long cseq) {
        return ring[index((int) (cseq - first))];
    }

    /** SENDs below {@code cseq} have been written to a connection. */
    void left(long cseq) {
        leftBefore = Math.max(leftBefore, cseq);
    }

    /** A HELLO was refused, so that nothing behind it had any effect (PROTOCOL.md, section 7.1). */
    void leftOnly(long before) {
        leftBefore = before;
    }

    /** No node can have settled this sequence or a later one, for none has seen it. */
    long leftBefore() {
        return leftBefore;
    }

    /** {@code cseq}, which is {@link #first}, will never be stored. */
    void refuse(long cseq, RefusalCode code) {
        at(cseq).refuse(code);
        settle(cseq);
    }

    /**
     * Everything up to {@code cseq} has its answer. Completes futures, so application code runs in here.
     */
    void settle(long cseq) {
        int count = (int) (cseq - first + 1);
        long bytes = 0;
        PendingSend[] settled = new PendingSend[count];
        for (int i = 0; i < count; i++) {
            PendingSend send = pop();
            settled[i] = send;
            bytes += send.payload().length;
        }
        store.settled(cseq);
        limit.leave(count, bytes);
        for (PendingSend send : settled) {
            send.settle();
        }
    }

    /**
     * Starts over as the device {@code install}, which sends what is pending under new sequences.
     *
     * @param again whether that goes for what may have left, too, at the risk of a second copy; else its outcome stays
     *     unknown and its future fails
     */
    void startOver(long install, String reason, boolean again) {
        store.reset(install);
        List<PendingSend> unknown = new ArrayList<>();
        List<PendingSend> unsent = new ArrayList<>();
        while (size > 0) {
            PendingSend send = pop();
            (send.cseq() < leftBefore && !again ? unknown : unsent).add(send);
        }
        first = 1;
        leftBefore = 1;
        unsent.forEach(this::add);
        fail(unknown, () -> new SendOutcomeUnknownException(reason));
    }

    /** The client closes. */
    void abandon(String reason) {
        List<PendingSend> all = new ArrayList<>();
        while (size > 0) {
            all.add(pop());
        }
        fail(all, () -> new ClientClosedException(reason));
    }

    private void fail(List<PendingSend> sends, Supplier<RuntimeException> why) {
        limit.leave(
                sends.size(), sends.stream().mapToLong(s -> s.payload().length).sum());
        sends.forEach(send -> send.completeExceptionally(why.get()));
    }

    private void push(PendingSend send) {
        if (size == ring.length) {
            grow();
        }
        ring[index(size++)] = send;
    }

    @SuppressWarnings("NullAway") // an empty slot of the ring is never read
    private PendingSend pop() {
        PendingSend send = ring[head];
        ring[head] = null;
        head = index(1);
        size--;
        first++;
        if (size == 0 && ring.length > RING_MIN) {
            ring = NONE;
            head = 0;
        }
        return send;
    }

    private void grow() {
        PendingSend[] larger = new PendingSend[Math.max(RING_MIN, 2 * ring.length)];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[index(i)];
        }
        ring = larger;
        head = 0;
    }

    private int index(int distance) {
        return head + distance & ring.length - 1;
    }
}
