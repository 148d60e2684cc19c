package dev.carillon.simulator.bench.load;

/**
 * Messages to receivers who are away.
 *
 * @param receivers users who are away, {@code each} of whom gets that many messages
 * @param senders users who send; a divisor of {@code receivers}, and at most 64 receivers for each of them
 * @param window most unacked messages of a sender
 * @param size bytes of a payload, at least 16
 * @param base number of the first receiver; the senders come behind the receivers
 */
public record OfflineShape(int receivers, int each, int senders, int window, int size, int base) {
    private static final int ALIASES = 64;

    public OfflineShape {
        if (senders < 1 || receivers % senders != 0 || receivers / senders > ALIASES) {
            throw new LoadException("the number of senders must divide the number of receivers, " + receivers
                    + ", with at most " + ALIASES + " receivers for each; it is " + senders);
        }
        if (window < 1 || window > LoadConnection.WINDOW_MAX || size < Payload.SIZE_MIN || each < 1) {
            throw new LoadException("a window has 1 to " + LoadConnection.WINDOW_MAX + " messages of at least "
                    + Payload.SIZE_MIN + " bytes, and every receiver gets at least one");
        }
    }

    int perSender() {
        return receivers / senders * each;
    }

    int total() {
        return receivers * each;
    }
}
