package dev.carillon.simulator.load;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;
import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.promises.PromiseBook;
import dev.carillon.simulator.users.Arrival;
import dev.carillon.simulator.users.Device;
import dev.carillon.simulator.users.DeviceEvents;
import dev.carillon.simulator.users.LinksFactory;
import dev.carillon.simulator.users.SentRows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The reference inbox of every user of a generator, and the times: what the ledger and the promises' checks say of all that
 * was sent and all that devices were told. Any thread.
 */
final class Books implements DeviceEvents {
    private final Plan plan;
    private final Meter meter;
    private final LongSupplier nanoTime;
    private final Ledger ledger;
    private final PromiseBook book;
    private final SentRows sentRows;
    private final Deliveries inbound;
    /** When each user meant to come online and is not there yet; 0 for nobody. */
    private final AtomicLongArray coming;

    /** @param sabotage what is done to a few deliveries, to see the verdict turn red; null for nothing */
    Books(Plan plan, Meter meter, Sabotage.@Nullable Kind sabotage, LongSupplier nanoTime) {
        this.plan = plan;
        this.meter = meter;
        this.nanoTime = nanoTime;
        this.ledger = Ledger.timed(plan.traffic(), plan.scenario().seed(), nanoTime, this::delivered);
        this.sentRows = new SentRows(plan.traffic());
        this.book = new PromiseBook(plan.traffic(), sentRows, ledger::payload, plan.habits(), null);
        this.inbound = sabotage == null
                ? ledger
                : new Sabotage(sabotage, plan.traffic(), plan.scenario().seed(), ledger);
        this.coming = new AtomicLongArray(plan.town().size());
    }

    private void delivered(int row, long nanos) {
        if (plan.isTimed(row)) {
            meter.time(Meter.Timed.DELIVER, plan.phaseOf(row), nanos);
        }
    }

    /** Where clients hand what they get. */
    Deliveries inbound() {
        return inbound;
    }

    LinksFactory.Failures failures() {
        return (user, nth, recipient, reason) -> ledger.failed(sentRows.row(user, nth, recipient), reason);
    }

    /** The user begins to connect, and should have at this moment. */
    void coming(int user, long meantNs) {
        coming.set(user, meantNs);
    }

    byte[] payload(int row) {
        return ledger.payload(row);
    }

    /** @param meantNs when it was due */
    void sent(int row, long meantNs) {
        ledger.sent(row, meantNs);
        book.sent(row);
        meter.sent();
        meter.time(Meter.Timed.LAG, plan.phaseOf(row), nanoTime.getAsLong() - meantNs);
    }

    void acked(int row, long meantNs) {
        ledger.acked(row);
        book.acked(row);
        int phase = plan.phaseOf(row);
        meter.acked(phase);
        if (plan.hasSignal(row)) {
            meter.time(Meter.Timed.ACK, phase, nanoTime.getAsLong() - meantNs);
        }
    }

    void refused(int row, String reason) {
        ledger.failed(row, reason);
        book.refused(row);
    }

    Ledger.Totals totals() {
        return ledger.totals();
    }

    long wrong() {
        return ledger.wrong();
    }

    PromiseBook.Owed owed() {
        return book.owed();
    }

    /** @param settled whether all that was to come had time to come */
    Account conclude(boolean settled, List<String> troubles) {
        List<PhaseCount> phases = new ArrayList<>();
        for (Stretch each : plan.phases()) {
            phases.add(new PhaseCount(
                    plan.asked(each.number()),
                    meter.inTime(each.number()),
                    List.of(Meter.Timed.values()).stream()
                            .map(what -> meter.whole(what, each.number()).copy())
                            .toList()));
        }
        return new Account(ledger.balance(), book.conclude(settled), phases, troubles);
    }

    @Override
    public void online(int user, Device device, long head) {
        book.online(user, device, head);
        long meant = device == Device.WRITING ? coming.getAndSet(user, 0) : 0;
        if (meant != 0) {
            meter.time(Meter.Timed.CONNECT, meter.phase(), nanoTime.getAsLong() - meant);
        }
    }

    @Override
    public boolean message(int user, Device device, Arrival message) {
        return book.message(user, device, message);
    }

    @Override
    public void own(int user, Device device, OwnMessage own) {
        book.own(user, device, own);
    }

    @Override
    public void receipt(int user, Device device, Receipt receipt) {
        book.receipt(user, device, receipt);
    }

    @Override
    public void skip(int user, Device device, Skip skip) {
        book.skip(user, device, skip);
    }

    @Override
    public void ended(int user, Device device, ConnectionState.Closed end) {
        book.ended(user, device, end);
    }
}
