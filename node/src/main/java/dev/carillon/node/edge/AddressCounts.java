package dev.carillon.node.edge;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.agrona.BitUtil;
import org.agrona.collections.Long2LongCounterMap;
import org.jspecify.annotations.Nullable;

/**
 * Connections in all and per address; an IPv6 address counts by its /64, which is what one customer gets. Thread-safe:
 * event loops share it, and come here only when a connection opens or closes.
 */
final class AddressCounts {
    private static final long WAIT_SLICE_MS = 10;

    private final Long2LongCounterMap byAddress = new Long2LongCounterMap(0);
    private int total;

    /** The number under which an address is counted. */
    static long keyOf(@Nullable InetAddress address) {
        if (address instanceof Inet4Address v4) {
            // ffff::/16 is multicast, so no /64 of a peer looks like this.
            return 0xFFFF_FFFF_0000_0000L | toInt(v4.getAddress()) & 0xFFFF_FFFFL;
        }
        if (address instanceof Inet6Address v6) {
            byte[] bytes = v6.getAddress();
            long key = 0;
            for (int i = 0; i < BitUtil.SIZE_OF_LONG; i++) {
                key = key << 8 | bytes[i] & 0xFF;
            }
            return key;
        }
        return 0;
    }

    /**
     * Counts a connection in.
     *
     * @param perAddressMax 0 for no limit
     * @return false if a limit forbids it; it must be counted out all the same
     */
    synchronized boolean opened(long key, int max, int perAddressMax) {
        total++;
        long here = byAddress.incrementAndGet(key);
        return total <= max && (perAddressMax == 0 || here <= perAddressMax);
    }

    synchronized void closed(long key) {
        total--;
        byAddress.decrementAndGet(key);
        if (total == 0) {
            notifyAll();
        }
    }

    /** Waits until no connection is open, for at most about {@code timeoutMs}; returns whether that came. */
    synchronized boolean awaitNone(long timeoutMs) {
        try {
            // In slices, so that a stray wake-up neither ends nor prolongs the wait by much.
            for (long left = timeoutMs; total > 0 && left > 0; left -= WAIT_SLICE_MS) {
                wait(WAIT_SLICE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return total == 0;
    }

    synchronized int total() {
        return total;
    }

    private static int toInt(byte[] bytes) {
        return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
    }
}
