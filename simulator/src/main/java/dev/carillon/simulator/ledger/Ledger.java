package dev.carillon.simulator.ledger;

import dev.carillon.simulator.traffic.Traffic;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * One account per row of traffic: sent, then acked or failed, and delivered once. Checks every delivery as it happens:
 * is it ours, was it sent, is it for this recipient, is it the first, and did it come in the sender's order.
 *
 * <table>
 *   <caption>What an event does to a row's account</caption>
 *   <tr><th>event</th><th>effect</th></tr>
 *   <tr><td>{@link #sent}</td><td>opens it</td></tr>
 *   <tr><td>{@link #acked}</td><td>settles it: the message is now owed to its recipient; one to oneself is thereby
 *       delivered, because the sender's own copy is its delivery</td></tr>
 *   <tr><td>{@link #failed}</td><td>settles it, or, after an ack, turns it: nothing is owed any more</td></tr>
 *   <tr><td>{@link #delivered}</td><td>the first pays what is owed, in order or not; each later one is a duplicate</td></tr>
 * </table>
 *
 * <p>Order is checked per ordered pair of users: every user of a replay has one device, whose sends follow the rows.
 * Safe for any thread; a single lock, held for the arithmetic of one event.
 */
public final class Ledger implements Deliveries {
    private static final byte SENT = 1;
    private static final byte ACKED = 2;
    private static final byte FAILED = 4;
    private static final byte DELIVERED = 8;

    private final Traffic traffic;
    private final long run;
    private final LongSupplier nanoTime;
    private final DeliveryTimes times;
    private final Evidence evidence = new Evidence();

    private final byte[] state;
    private final long[] sentNanos;
    private final int[] lastOfPair;
    private final int[] owed;
    private int settledRows;
    private long sent;
    private long acked;
    private long failed;
    private long delivered;
    private long duplicated;
    private long outOfOrder;
    private long invented;

    /**
     * @param run tells this replay's messages from any other's
     * @param nanoTime a clock that never goes back
     * @param deliverNanos told for every first delivery how long after its send it came; called under the lock
     */
    public Ledger(Traffic traffic, long run, LongSupplier nanoTime, LongConsumer deliverNanos) {
        this((row, nanos) -> deliverNanos.accept(nanos), traffic, run, nanoTime);
    }

    /** The same, where it matters which row it was. */
    public static Ledger timed(Traffic traffic, long run, LongSupplier nanoTime, DeliveryTimes times) {
        return new Ledger(times, traffic, run, nanoTime);
    }

    private Ledger(DeliveryTimes times, Traffic traffic, long run, LongSupplier nanoTime) {
        this.traffic = traffic;
        this.run = run;
        this.nanoTime = nanoTime;
        this.times = times;
        this.state = new byte[traffic.size()];
        this.sentNanos = new long[traffic.size()];
        this.lastOfPair = new int[traffic.pairs()];
        Arrays.fill(lastOfPair, -1);
        this.owed = new int[traffic.users()];
    }

    /** The payload that stands for a row. */
    public byte[] payload(int row) {
        return PayloadIdentity.write(
                run, row, traffic.user(traffic.from(row)), traffic.user(traffic.to(row)), traffic.text(row));
    }

    /** The row is about to be handed to the client library. */
    public void sent(int row) {
        sent(row, nanoTime.getAsLong());
    }

    /** The same, where the time until its delivery counts from another moment, such as when it should have been sent. */
    public synchronized void sent(int row, long fromNanos) {
        if (state[row] != 0) {
            throw new IllegalStateException("row " + row + " is sent twice by the replay itself");
        }
        state[row] = SENT;
        sentNanos[row] = fromNanos;
        sent++;
    }

    /** The row that a payload stands for, if this run wrote it for these two and it is unchanged; else −1. */
    public int row(String recipient, String sender, byte[] payload) {
        if (!PayloadIdentity.isGenuine(payload, sender, recipient) || PayloadIdentity.run(payload) != run) {
            return -1;
        }
        int row = PayloadIdentity.row(payload);
        return row < 0 || row >= state.length ? -1 : row;
    }

    /** The client library says that the node has the row's message for good. */
    public synchronized void acked(int row) {
        if ((state[row] & (ACKED | FAILED)) != 0) {
            return;
        }
        state[row] |= ACKED;
        acked++;
        if (traffic.from(row) == traffic.to(row)) {
            firstDelivery(row);
        } else if ((state[row] & DELIVERED) == 0) {
            owed[traffic.to(row)]++;
        }
    }

    /** The message will never be delivered, and its sender was told so: refused, or a failed receipt after the ack. */
    public synchronized void failed(int row, String reason) {
        if (row < 0 || row >= state.length || state[row] == 0) {
            invent("a failure (" + reason + ") of a message that was never sent");
            return;
        }
        if ((state[row] & FAILED) != 0) {
            return;
        }
        if ((state[row] & ACKED) != 0) {
            acked--;
            if ((state[row] & DELIVERED) == 0) {
                owed[traffic.to(row)]--;
            }
        }
        state[row] |= FAILED;
        failed++;
        evidence.add(Evidence.Kind.FAILED, () -> name(row) + ": " + reason);
        if ((state[row] & DELIVERED) != 0) {
            invented++;
            evidence.add(Evidence.Kind.INVENTED, () -> name(row) + ": delivered, and yet reported as failed");
        }
    }

    @Override
    public synchronized void delivered(String recipient, String sender, byte[] payload) {
        if (!PayloadIdentity.isGenuine(payload, sender, recipient) || PayloadIdentity.run(payload) != run) {
            invent("a message from " + sender + " to " + recipient + " (" + payload.length
                    + " bytes) that this run did not send, or that was changed");
            return;
        }
        int row = PayloadIdentity.row(payload);
        if (row < 0 || row >= state.length || (state[row] & SENT) == 0) {
            invent("row " + row + " to " + recipient + ": delivered before it was sent");
            return;
        }
        if ((state[row] & FAILED) != 0) {
            invent(name(row) + ": reported as failed, and yet delivered");
        } else if ((state[row] & DELIVERED) != 0) {
            duplicated++;
            evidence.add(Evidence.Kind.DUPLICATED, () -> name(row) + ": delivered again");
        } else {
            if ((state[row] & ACKED) != 0) {
                owed[traffic.to(row)]--;
            }
            firstDelivery(row);
        }
    }

    private void firstDelivery(int row) {
        state[row] |= DELIVERED;
        delivered++;
        times.delivered(row, nanoTime.getAsLong() - sentNanos[row]);
        int before = lastOfPair[traffic.pair(row)];
        if (row < before) {
            outOfOrder++;
            evidence.add(Evidence.Kind.OUT_OF_ORDER, () -> name(row) + ": delivered after " + name(before));
        } else {
            lastOfPair[traffic.pair(row)] = row;
        }
    }

    private void invent(String what) {
        invented++;
        evidence.add(Evidence.Kind.INVENTED, () -> what);
    }

    private String name(int row) {
        return "row " + row + " (" + traffic.describe(row) + ")";
    }

    /** Sends whose fate is not known yet. */
    public synchronized long unacked() {
        return sent - acked - failed;
    }

    /** How many rows, from the first on, have all been acked or refused. */
    public synchronized int settledRows() {
        while (settledRows < state.length && (state[settledRows] & (ACKED | FAILED)) != 0) {
            settledRows++;
        }
        return settledRows;
    }

    /** Those of the first {@code rows} that were sent and are neither acked nor refused. */
    public synchronized int[] unsettled(int rows) {
        return IntStream.range(settledRows(), rows)
                .filter(row -> (state[row] & (SENT | ACKED | FAILED)) == SENT)
                .toArray();
    }

    /** Acked messages that this user still has to get. */
    public synchronized int owedTo(int user) {
        return owed[user];
    }

    /** Every user who still has to get acked messages. */
    public synchronized int[] owedUsers() {
        return IntStream.range(0, owed.length).filter(user -> owed[user] > 0).toArray();
    }

    /** Counts as they stand; what was acked and is not delivered counts as lost, so ask for a verdict at the end only. */
    public synchronized Balance balance() {
        return balance(traffic.size());
    }

    /** The same where only so many rows, from the first on, were to be sent. */
    public synchronized Balance balance(int rows) {
        Evidence all = evidence.copy();
        long lost = 0;
        long unsettled = 0;
        for (int row = 0; row < rows; row++) {
            byte s = state[row];
            int at = row;
            if ((s & ACKED) != 0 && (s & (DELIVERED | FAILED)) == 0) {
                lost++;
                all.add(Evidence.Kind.LOST, () -> name(at) + ": acked, never delivered");
            } else if ((s & (ACKED | FAILED)) == 0) {
                unsettled++;
                all.add(
                        Evidence.Kind.UNSETTLED,
                        () -> name(at) + ": " + ((s & SENT) == 0 ? "never sent" : "sent, neither acked nor refused"));
            }
        }
        return new Balance(
                (long) rows + traffic.skipped(),
                traffic.skipped(),
                acked,
                failed,
                delivered,
                lost,
                duplicated,
                outOfOrder,
                invented,
                unsettled,
                all.lines());
    }

    /** What was delivered so far and should not have been, or not then. */
    public synchronized long wrong() {
        return duplicated + outOfOrder + invented;
    }

    /** The running totals for a display; cheap. */
    public synchronized Totals totals() {
        return new Totals(sent, acked, failed, delivered);
    }

    /** How far a replay has come, in messages. */
    public record Totals(long sent, long acked, long failed, long delivered) {
        /** Sends whose fate is not known yet. */
        public long unacked() {
            return sent - acked - failed;
        }
    }
}
