package dev.carillon.client;

import dev.carillon.protocol.Limits;

/**
 * Everything in a client that can grow or wait, with its bound. Immutable.
 *
 * <pre>{@code
 * ClientLimits limits = ClientLimits.DEFAULT.withPending(64, 1 << 20);
 * }</pre>
 *
 * @param pendingSends sends without an answer, 1 to 1,000,000
 * @param pendingBytes their payload bytes
 * @param deliverMessages messages that the node may send ahead of this device's acks, 1 to 32,767
 * @param deliverBytes their payload bytes
 * @param ackEvery messages after which an ack goes out at once
 * @param ackDelayMs how long an ack waits for company
 * @param connectTimeoutMs for the TCP connection, and again for the answer to HELLO
 * @param silenceMs without a byte from the node before PING; the node may ask for less
 * @param answerTimeoutMs after which a PING without any answer means a dead connection
 * @param backOffMinMs the first wait between attempts is at most this
 * @param backOffMaxMs and no wait is longer than this, unless the node asks for it
 * @param closeTimeoutMs how long {@link CarillonClient#close} waits
 */
public record ClientLimits(
        int pendingSends,
        long pendingBytes,
        int deliverMessages,
        long deliverBytes,
        int ackEvery,
        long ackDelayMs,
        long connectTimeoutMs,
        long silenceMs,
        long answerTimeoutMs,
        long backOffMinMs,
        long backOffMaxMs,
        long closeTimeoutMs) {
    public static final ClientLimits DEFAULT = new ClientLimits(
            4_096,
            16 << 20,
            Limits.WINDOW_MESSAGES_DEFAULT,
            Limits.WINDOW_BYTES_DEFAULT,
            64,
            10,
            10_000,
            Limits.KEEPALIVE_SECONDS_DEFAULT * 1_000L,
            10_000,
            500,
            60_000,
            5_000);

    public ClientLimits {
        within("pendingSends", pendingSends, 1, 1_000_000);
        within("pendingBytes", pendingBytes, Limits.PAYLOAD_MAX, 1L << 30);
        within("deliverMessages", deliverMessages, 1, Limits.WINDOW_MESSAGES_MAX);
        within("deliverBytes", deliverBytes, Limits.PAYLOAD_MAX, Limits.WINDOW_BYTES_MAX);
        within("ackEvery", ackEvery, 1, Limits.WINDOW_MESSAGES_MAX);
        within("ackDelayMs", ackDelayMs, 0, 1_000);
        within("connectTimeoutMs", connectTimeoutMs, 1, 600_000);
        within("silenceMs", silenceMs, 1, Limits.KEEPALIVE_SECONDS_MAX * 1_000L);
        within("answerTimeoutMs", answerTimeoutMs, 1, 600_000);
        within("backOffMinMs", backOffMinMs, 1, 600_000);
        within("backOffMaxMs", backOffMaxMs, backOffMinMs, 3_600_000);
        within("closeTimeoutMs", closeTimeoutMs, 1, 600_000);
    }

    /** The same, with other bounds for sends without an answer. */
    public ClientLimits withPending(int sends, long bytes) {
        return new ClientLimits(
                sends,
                bytes,
                deliverMessages,
                deliverBytes,
                ackEvery,
                ackDelayMs,
                connectTimeoutMs,
                silenceMs,
                answerTimeoutMs,
                backOffMinMs,
                backOffMaxMs,
                closeTimeoutMs);
    }

    /** The same, with another deliver window and ack rhythm. */
    public ClientLimits withDeliveries(int messages, long bytes, int every, long delayMs) {
        return new ClientLimits(
                pendingSends,
                pendingBytes,
                messages,
                bytes,
                every,
                delayMs,
                connectTimeoutMs,
                silenceMs,
                answerTimeoutMs,
                backOffMinMs,
                backOffMaxMs,
                closeTimeoutMs);
    }

    /** The same, with other waits between attempts. */
    public ClientLimits withBackOff(long minMs, long maxMs) {
        return new ClientLimits(
                pendingSends,
                pendingBytes,
                deliverMessages,
                deliverBytes,
                ackEvery,
                ackDelayMs,
                connectTimeoutMs,
                silenceMs,
                answerTimeoutMs,
                minMs,
                maxMs,
                closeTimeoutMs);
    }

    private static void within(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", not " + value + ".");
        }
    }
}
