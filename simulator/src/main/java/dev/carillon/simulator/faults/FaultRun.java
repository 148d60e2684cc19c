package dev.carillon.simulator.faults;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.RingOperator.RingException;
import dev.carillon.simulator.promises.PromiseBook;
import dev.carillon.simulator.promises.Seen;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** One run from the nodes' start to its outcome: fault after fault, then everything pending is delivered. */
final class FaultRun {
    /** What nodes count and the report tells; by the names of {@code /metrics}. */
    private static final Map<String, String> COUNTED = counted();

    private final Schedule schedule;
    private final Testbed bed;
    private final Ledger ledger;
    private final PromiseBook book;
    private final SteadyTraffic traffic;
    private final boolean makesReplicasDiffer;
    private final long patienceMs;
    private final Consumer<String> progress;

    /**
     * @param makesReplicasDiffer whether to see the run end red, because replicas are not the same
     * @param patienceMs after the last fault, until everything pending is delivered
     * @param progress gets a line for each thing that happened
     */
    FaultRun(
            Schedule schedule,
            Testbed bed,
            Ledger ledger,
            PromiseBook book,
            SteadyTraffic traffic,
            boolean makesReplicasDiffer,
            long patienceMs,
            Consumer<String> progress) {
        this.schedule = schedule;
        this.bed = bed;
        this.ledger = ledger;
        this.book = book;
        this.traffic = traffic;
        this.makesReplicasDiffer = makesReplicasDiffer;
        this.patienceMs = patienceMs;
        this.progress = progress;
    }

    private static Map<String, String> counted() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("elections", "elections.won");
        names.put("leaderships lost", "leaderships.lost");
        names.put("relays resent", "relays.resent");
        names.put("snapshots fetched", "states.fetched");
        names.put("handovers sealed", "handovers.sealed");
        names.put("generations begun", "generations.begun");
        names.put("flushes", "flushes");
        names.put("log cuts", "log.releases");
        names.put("syncs", "syncs");
        names.put("sends put off, disk full", "refused.storage.full");
        names.put("sessions moved", "sessions.moved");
        return names;
    }

    Outcome run() throws InterruptedException, NodeStartException, IOException {
        long from = bed.now();
        bed.start();
        bed.awaitFirstAck();
        say(from, "three nodes run, and users are served");
        strikeAll(from);
        long healed = bed.now();
        traffic.stop();
        boolean settled = traffic.settle(patienceMs);
        long caughtUpMs = bed.msSince(healed);
        String left = settled ? null : traffic.left(patienceMs);
        if (settled && !traffic.sweep(patienceMs)) {
            left = Invariant.words(
                    "not everybody got a connection again within %,d s of the last delivery", patienceMs / 1_000);
        }
        Agreement agreement = compare(from);
        for (int member : bed.members()) {
            bed.watch().look(member, bed.node(member));
        }
        bed.watch().close();
        Balance balance = ledger.balance(traffic.sent());
        Map<String, Seen> seen = book.conclude(settled);
        if (book.isLieUntold()) {
            bed.tally().failed("the sabotage did not come about; a longer run has more to make it of");
        }
        return new Outcome(
                schedule,
                bed.tally(),
                balance,
                seen,
                Invariant.inOrder(
                        balance,
                        seen,
                        new Invariant.Facts(
                                bed.watch().claims(), bed.watch().conflicts(), agreement, caughtUpMs, left)),
                events(seen),
                required(),
                bed.msSince(from) / 1e3);
    }

    /** Once nobody sends any more. */
    private Agreement compare(long from) throws InterruptedException, NodeStartException {
        if (makesReplicasDiffer) {
            try {
                say(from, "sabotage: " + ForeignRecord.plant(bed));
            } catch (FaultException e) {
                bed.tally().failed("the sabotage did not come about: " + e.getMessage());
            }
        }
        Agreement agreement = new ReplicaCompare(bed).within(patienceMs);
        say(from, "replicas compared: " + agreement.words());
        return agreement;
    }

    private void strikeAll(long from) throws InterruptedException, IOException {
        int nth = 0;
        for (FaultKind kind : schedule.faults()) {
            nth++;
            String at = nth + "/" + schedule.faults().size() + " " + kind.label();
            try {
                say(from, at + ": " + kind.fault().strike(bed));
            } catch (FaultException | RingException | NodeStartException | StatusRuntimeException e) {
                bed.tally().failed(kind.label() + ": " + e.getMessage());
                say(from, at + " FAILED: " + e.getMessage());
                if (nth < schedule.faults().size() && !revive(from)) {
                    return;
                }
            }
        }
    }

    /** After a failure the others still show something, if all nodes run and users are served. */
    private boolean revive(long from) throws InterruptedException {
        try {
            for (int member : bed.members()) {
                NodeProcess node = bed.node(member);
                if (!node.isAlive()) {
                    node.start();
                }
            }
            bed.awaitServed("the failure");
            return true;
        } catch (FaultException | NodeStartException e) {
            say(from, "The faults that were left are left out: " + e.getMessage());
            return false;
        }
    }

    private void say(long from, String line) {
        progress.accept(String.format(Locale.ROOT, "%6.1f s  %s", bed.msSince(from) / 1e3, line));
    }

    private Map<String, Long> events(Map<String, Seen> seen) {
        Map<String, Long> events = new LinkedHashMap<>();
        events.put("acked sends", ledger.totals().acked());
        events.put("own sends on another device", looked(seen, "OwnHistory"));
        events.put("receipts", looked(seen, "HonestReceipt"));
        events.put("receipts for read", book.readReceipts());
        COUNTED.forEach((name, counter) -> events.put(name, bed.watch().counted(counter)));
        events.put("joins", (long) bed.tally().joins());
        events.put("plans aborted", (long) bed.tally().aborts());
        events.put("leaves", (long) bed.tally().leaves());
        events.put("lost disks refused", (long) bed.tally().refusals());
        return events;
    }

    private static long looked(Map<String, Seen> seen, String promise) {
        Seen what = seen.get(promise);
        return what == null ? 0 : what.looked();
    }

    /** What must have happened at least once, after what was done. */
    private List<String> required() {
        List<String> names = new ArrayList<>(List.of(
                "acked sends",
                "own sends on another device",
                "receipts",
                "receipts for read",
                "elections",
                "flushes",
                "log cuts"));
        if (schedule.count(FaultKind.KILL) + schedule.count(FaultKind.KILL_ALL) > 0) {
            names.add("relays resent");
        }
        if (schedule.count(FaultKind.RING) > 0) {
            names.addAll(List.of("joins", "plans aborted", "leaves", "handovers sealed"));
        }
        if (schedule.count(FaultKind.WIPE) > 0) {
            names.addAll(List.of("lost disks refused", "snapshots fetched"));
        }
        if (schedule.count(FaultKind.DISK_FULL) > 0) {
            names.add("sends put off, disk full");
        }
        return names;
    }
}
