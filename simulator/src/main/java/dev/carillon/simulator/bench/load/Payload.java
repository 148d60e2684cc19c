package dev.carillon.simulator.bench.load;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** What the load client puts at the start of a payload: {@code sentNs i64 | number i64}; the rest is padding. */
final class Payload {
    /** Smallest payload that a workload may send. */
    static final int SIZE_MIN = 16;

    private static final int NUMBER = 8;

    private Payload() {}

    static void write(MutableDirectBuffer buffer, long sentNs, long number) {
        buffer.putLong(0, sentNs);
        buffer.putLong(NUMBER, number);
    }

    static long sentNs(DirectBuffer buffer, int payload) {
        return buffer.getLong(payload);
    }

    static long number(DirectBuffer buffer, int payload) {
        return buffer.getLong(payload + NUMBER);
    }
}
