package dev.carillon.simulator.promises;

import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.SentRows;
import java.util.HashMap;
import java.util.Map;

/**
 * What each user has handed to their writing device so far, by cseq: a device numbers its sends from 1, and a run sends the
 * rows of a user in their order. Confined to the book's lock.
 */
final class Sends {
    private final Traffic traffic;
    private final SentRows rows;
    private final int[] cseqOf;
    private final int[] lastOf;
    private final Map<String, Integer> users = new HashMap<>();
    private final Map<Long, Integer> pairs = new HashMap<>();

    Sends(Traffic traffic, SentRows rows) {
        this.traffic = traffic;
        this.rows = rows;
        this.cseqOf = new int[traffic.size()];
        this.lastOf = new int[traffic.users()];
        for (int user = 0; user < traffic.users(); user++) {
            users.put(traffic.user(user), user);
        }
        for (int row = 0; row < traffic.size(); row++) {
            pairs.put(key(traffic.from(row), traffic.to(row)), traffic.pair(row));
        }
    }

    private static long key(int from, int to) {
        return (long) from << 32 | to;
    }

    void sent(int row) {
        cseqOf[row] = ++lastOf[traffic.from(row)];
    }

    /** The row's number among its sender's; 0 before it is sent. */
    int cseq(int row) {
        return cseqOf[row];
    }

    /** How many the user has sent. */
    int last(int user) {
        return lastOf[user];
    }

    /** @return −1 if there is no such send yet, or it went to somebody else */
    int row(int user, long cseq, String recipient) {
        int row = cseq > lastOf[user] ? -1 : rows.row(user, cseq, recipient);
        return row >= 0 && cseqOf[row] == cseq ? row : -1;
    }

    /** @return −1 if nobody has that name */
    int user(String name) {
        return users.getOrDefault(name, -1);
    }

    /** @return −1 if none of the traffic's rows goes from one to the other */
    int pair(int from, String to) {
        return pairs.getOrDefault(key(from, user(to)), -1);
    }

    String name(int row) {
        return "row " + row + " (" + traffic.describe(row) + ")";
    }
}
