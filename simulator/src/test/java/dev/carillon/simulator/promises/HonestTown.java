package dev.carillon.simulator.promises;

import dev.carillon.client.MessageId;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.Device;
import dev.carillon.simulator.users.SentRows;
import org.jspecify.annotations.Nullable;

/** A node that does everything at once and rightly, as devices see it; tests make it do something else in between. */
final class HonestTown {
    static final long INSTALL = 7;

    final Traffic traffic;
    final Ledger ledger;
    final PromiseBook book;
    private final Habits habits;
    private final long[] head;
    private final int[] sent;

    HonestTown(Traffic traffic, Habits habits, @Nullable Lie lie) {
        this.traffic = traffic;
        this.habits = habits;
        this.ledger = new Ledger(traffic, 1, () -> 0, nanos -> {});
        this.book = new PromiseBook(traffic, new SentRows(traffic), ledger::payload, habits, lie);
        this.head = new long[traffic.users()];
        this.sent = new int[traffic.users()];
    }

    void everything() {
        for (int user = 0; user < traffic.users(); user++) {
            for (Device device : Device.values()) {
                book.online(user, device, 0);
            }
        }
        for (int row = 0; row < traffic.size(); row++) {
            send(row);
            ack(row);
            if (traffic.from(row) != traffic.to(row)) {
                deliver(row);
                if (habits.receipt().test(row)) {
                    receipt(ReceiptKind.DELIVERED, row);
                    if (habits.read().test(row) && habits.quiet().test(traffic.to(row))) {
                        receipt(ReceiptKind.READ, row);
                    }
                }
            }
        }
    }

    void send(int row) {
        book.sent(row);
        sent[traffic.from(row)]++;
    }

    /** Of the row that was sent last by its sender. */
    MessageId id(int row) {
        return new MessageId(traffic.user(traffic.from(row)), INSTALL, sent[traffic.from(row)]);
    }

    /** The row's place in an inbox, which nobody is told of. */
    long next(int user) {
        return ++head[user];
    }

    void ack(int row) {
        book.acked(row);
        int user = traffic.from(row);
        own(row, next(user));
    }

    void own(int row, long seq) {
        if (habits.quiet().test(traffic.from(row))) {
            String to = traffic.user(traffic.to(row));
            book.own(traffic.from(row), Device.QUIET, new OwnMessage(to, id(row), seq, 0, ledger.payload(row)));
        }
    }

    void deliver(int row) {
        int user = traffic.to(row);
        long seq = next(user);
        for (Device device : devices(user)) {
            deliver(row, device, seq);
        }
    }

    void deliver(int row, Device device, long seq) {
        boolean wanted = habits.receipt().test(row);
        book.message(traffic.to(row), device, new Arrival(seq, id(row), wanted, ledger.payload(row)));
    }

    void receipt(ReceiptKind kind, int row) {
        receipt(kind, row, id(row).cseq());
    }

    void receipt(ReceiptKind kind, int row, long cseq) {
        int user = traffic.from(row);
        long seq = next(user);
        for (Device device : devices(user)) {
            book.receipt(user, device, new Receipt(kind, traffic.user(traffic.to(row)), INSTALL, cseq, seq, null));
        }
    }

    Device[] devices(int user) {
        return habits.quiet().test(user) ? Device.values() : new Device[] {Device.WRITING};
    }

    Seen seen(String promise) {
        Seen seen = book.conclude(true).get(promise);
        if (seen == null) {
            throw new IllegalArgumentException(promise);
        }
        return seen;
    }
}
