package dev.carillon.protocol;

import java.util.TreeMap;
import java.util.function.LongPredicate;

/** What is under way in one direction, against the largest window granted (PROTOCOL.md, "Windows"). */
final class WindowCheck {
    private final TreeMap<Long, Integer> underWay = new TreeMap<>();
    private long messages = Limits.WINDOW_MESSAGES_DEFAULT;
    private long bytes = Limits.WINDOW_BYTES_DEFAULT;
    private long bytesUnderWay;

    void grant(long newMessages, long newBytes) {
        messages = Math.max(messages, newMessages);
        bytes = Math.max(bytes, newBytes);
    }

    /** Whether the message was within the window. */
    boolean add(long number, int size) {
        boolean alone = underWay.isEmpty();
        Integer before = underWay.put(number, size);
        bytesUnderWay += size - (before == null ? 0 : before);
        return underWay.size() <= messages && (alone || bytesUnderWay <= bytes);
    }

    void drop(LongPredicate settled) {
        underWay.keySet().removeIf(settled::test);
        bytesUnderWay = underWay.values().stream().mapToLong(Integer::longValue).sum();
    }
}
