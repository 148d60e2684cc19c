package dev.carillon.simulator.traffic;

import dev.carillon.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a replay in the order of their file: each is one message from one user to one other (or to themselves). Lines
 * that address nobody are only counted. Immutable, and so safe for any thread; rows are numbered from 0, users from 0
 * in the order of their first mention, and ordered pairs (sender, recipient) likewise.
 */
public final class Traffic {
    /** Rows of one replay, so that a wrong file cannot eat the memory. */
    public static final int ROWS_MAX = 2_000_000;

    /** Bytes of text in a row: what a payload may hold, less room for the ledger's identity. */
    public static final int TEXT_MAX = 59_000;

    private final String name;
    private final int skipped;
    private final List<String> users;
    private final int pairs;
    private final int[] line;
    private final long[] unixSeconds;
    private final int[] from;
    private final int[] to;
    private final int[] pair;
    private final byte[][] text;

    private Traffic(Builder b) {
        name = b.name;
        skipped = b.skipped;
        users = List.copyOf(b.users);
        pairs = b.pairNumbers.size();
        line = Arrays.copyOf(b.line, b.size);
        unixSeconds = Arrays.copyOf(b.unixSeconds, b.size);
        from = Arrays.copyOf(b.from, b.size);
        to = Arrays.copyOf(b.to, b.size);
        pair = Arrays.copyOf(b.pair, b.size);
        text = Arrays.copyOf(b.text, b.size);
    }

    /** What a person calls it: the file's name, or the synthetic day's. */
    public String name() {
        return name;
    }

    /** Rows that address somebody. */
    public int size() {
        return line.length;
    }

    /** Lines that address nobody. */
    public int skipped() {
        return skipped;
    }

    /** Users that send or receive at least one row. */
    public int users() {
        return users.size();
    }

    public String user(int number) {
        return users.get(number);
    }

    /** Distinct ordered pairs of sender, with each of their devices, and recipient. */
    public int pairs() {
        return pairs;
    }

    /** The line of the file that the row stands on, from 1; for made-up traffic the row's number + 1. */
    public int line(int row) {
        return line[row];
    }

    /** Seconds since 1970 at which the row was written. */
    public long unixSeconds(int row) {
        return unixSeconds[row];
    }

    public int from(int row) {
        return from[row];
    }

    public int to(int row) {
        return to[row];
    }

    public int pair(int row) {
        return pair[row];
    }

    /** The row's own array, UTF-8; not to be written to. */
    public byte[] text(int row) {
        return text[row];
    }

    /** How a person finds the row again: {@code line 17, s1 to s2}. */
    public String describe(int row) {
        return "line " + line[row] + ", " + user(from[row]) + " to " + user(to[row]);
    }

    /** Collects rows; confined to one thread, and used for one {@link #build()}. */
    public static final class Builder {
        private static final int FIRST_CAPACITY = 1024;

        private record Pair(int from, int device, int to) {}

        private final String name;
        private final Map<String, Integer> userNumbers = new HashMap<>();
        private final Map<Pair, Integer> pairNumbers = new HashMap<>();
        private final List<String> users = new ArrayList<>();
        private int skipped;
        private int size;
        private int[] line = new int[FIRST_CAPACITY];
        private long[] unixSeconds = new long[FIRST_CAPACITY];
        private int[] from = new int[FIRST_CAPACITY];
        private int[] to = new int[FIRST_CAPACITY];
        private int[] pair = new int[FIRST_CAPACITY];
        private byte[][] text = new byte[FIRST_CAPACITY][];

        public Builder(String name) {
            this.name = name;
        }

        /**
         * A user who may have no row at all.
         *
         * @throws BadTrafficException if the ID is none that a user can have
         */
        public Builder know(String user) throws BadTrafficException {
            userNumber(0, user);
            return this;
        }

        /** Counts a line that addresses nobody. */
        public Builder skip() {
            skipped++;
            return this;
        }

        /**
         * Adds a row.
         *
         * @throws BadTrafficException if an ID or the text is none that a message can have, or the rows are too many
         */
        public Builder add(int lineNumber, long seconds, String sender, String recipient, byte[] utf8)
                throws BadTrafficException {
            return add(lineNumber, seconds, sender, 0, recipient, utf8);
        }

        /**
         * Adds a row of a sender who has several devices: order is promised from each of them.
         *
         * @param device which of the sender's, from 0
         * @throws BadTrafficException as above
         */
        public Builder add(int lineNumber, long seconds, String sender, int device, String recipient, byte[] utf8)
                throws BadTrafficException {
            if (size == ROWS_MAX) {
                throw new BadTrafficException(lineNumber, "more than " + ROWS_MAX + " messages; replay it in parts");
            }
            if (utf8.length > TEXT_MAX) {
                throw new BadTrafficException(
                        lineNumber, "a text of " + utf8.length + " bytes; a message holds up to " + TEXT_MAX);
            }
            if (size == line.length) {
                grow();
            }
            line[size] = lineNumber;
            unixSeconds[size] = seconds;
            from[size] = userNumber(lineNumber, sender);
            to[size] = userNumber(lineNumber, recipient);
            pair[size] = numberOf(pairNumbers, new Pair(from[size], device, to[size]));
            text[size] = utf8;
            size++;
            return this;
        }

        public Traffic build() {
            return new Traffic(this);
        }

        private int userNumber(int lineNumber, String user) throws BadTrafficException {
            Integer known = userNumbers.get(user);
            if (known != null) {
                return known;
            }
            byte[] utf8 = user.getBytes(StandardCharsets.UTF_8);
            if (!UserId.valid(utf8)) {
                throw new BadTrafficException(
                        lineNumber,
                        "'" + Shown.of(user) + "' is no user ID; one has 1 to 64 bytes and no control characters");
            }
            users.add(user);
            return numberOf(userNumbers, user);
        }

        private static <K> int numberOf(Map<K, Integer> numbers, K key) {
            return numbers.computeIfAbsent(key, k -> numbers.size());
        }

        private void grow() {
            int capacity = size * 2;
            line = Arrays.copyOf(line, capacity);
            unixSeconds = Arrays.copyOf(unixSeconds, capacity);
            from = Arrays.copyOf(from, capacity);
            to = Arrays.copyOf(to, capacity);
            pair = Arrays.copyOf(pair, capacity);
            text = Arrays.copyOf(text, capacity);
        }
    }
}
