package dev.carillon.simulator.promises;

import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.simulator.users.Arrival;
import java.util.Arrays;

/**
 * What the items of one inbox were, as a number each, so that millions fit: items that differ have, but for one in 2⁶⁴,
 * different ones. Confined to the book's lock.
 */
final class ItemPrints {
    /** No item's number. */
    static final long NONE = 0;

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final int FIRST_CAPACITY = 64;

    private long[] prints = new long[FIRST_CAPACITY];

    static long of(Arrival message) {
        return hash(
                message.id().sender(),
                message.id().install(),
                message.id().cseq(),
                message.receiptWanted() ? 2 : 1,
                Arrays.hashCode(message.payload()));
    }

    static long of(OwnMessage own) {
        return hash(own.to(), own.id().install(), own.id().cseq(), 3, Arrays.hashCode(own.payload()));
    }

    static long of(Receipt receipt) {
        return hash(
                receipt.peer(),
                receipt.install(),
                receipt.cseq(),
                4 + receipt.kind().code(),
                receipt.reason() == null ? 0 : receipt.reason().code());
    }

    private static long hash(String peer, long... numbers) {
        long hash = OFFSET_BASIS;
        for (int i = 0; i < peer.length(); i++) {
            hash = (hash ^ peer.charAt(i)) * PRIME;
        }
        for (long number : numbers) {
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                hash = (hash ^ number >>> shift & 0xff) * PRIME;
            }
        }
        return hash == NONE ? 1 : hash;
    }

    /** Whether the item at this sequence was unknown, in which case it is known now, or is the same. */
    boolean fits(long seq, long print) {
        int at = Math.toIntExact(seq);
        if (at >= prints.length) {
            prints = Arrays.copyOf(prints, Math.max(at + 1, 2 * prints.length));
        }
        if (prints[at] == NONE) {
            prints[at] = print;
        }
        return prints[at] == print;
    }
}
