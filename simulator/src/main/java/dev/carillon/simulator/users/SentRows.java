package dev.carillon.simulator.users;

import dev.carillon.simulator.traffic.Traffic;
import java.util.function.IntUnaryOperator;

/** Finds the row that a user's n-th send stood for: how a failed receipt, which names a cseq, leads back to a row. */
public final class SentRows {
    private final Traffic traffic;
    private final int[] rows;
    private final int[] firstOf;

    public SentRows(Traffic traffic) {
        this(traffic, traffic.users(), traffic::from);
    }

    /**
     * Where users send from several devices, each of which counts for itself.
     *
     * @param senders how many send
     * @param sender the one who sends a row
     */
    public SentRows(Traffic traffic, int senders, IntUnaryOperator sender) {
        this.traffic = traffic;
        this.rows = new int[traffic.size()];
        this.firstOf = new int[senders + 1];
        for (int row = 0; row < traffic.size(); row++) {
            firstOf[sender.applyAsInt(row) + 1]++;
        }
        for (int user = 0; user < senders; user++) {
            firstOf[user + 1] += firstOf[user];
        }
        int[] next = firstOf.clone();
        for (int row = 0; row < traffic.size(); row++) {
            rows[next[sender.applyAsInt(row)]++] = row;
        }
    }

    /**
     * @param nth from 1
     * @return the row, or −1 if the user sends fewer or the row is not for this recipient
     */
    public int row(int user, long nth, String recipient) {
        if (nth < 1 || nth > firstOf[user + 1] - firstOf[user]) {
            return -1;
        }
        int row = rows[firstOf[user] + (int) nth - 1];
        return traffic.user(traffic.to(row)).equals(recipient) ? row : -1;
    }
}
