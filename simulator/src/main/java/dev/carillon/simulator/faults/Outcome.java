package dev.carillon.simulator.faults;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run showed. Green only if no promise is broken, every fault happened as often as it was to, every kill met enough
 * sends, and everything that such a run must bring about was counted at least once.
 *
 * @param seen what devices were told that speaks for or against a promise, by its name
 * @param events by name, how often: at least, for what a node counts just before a kill is lost
 * @param required those of the events that must have happened
 */
record Outcome(
        Schedule schedule,
        Tally tally,
        Balance balance,
        Map<String, Seen> seen,
        List<Invariant> invariants,
        Map<String, Long> events,
        List<String> required,
        double seconds) {
    /** Sends without an ack that every kill must meet. */
    static final long UNACKED_MIN = 100;

    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (Invariant invariant : invariants) {
            if (invariant.isBroken()) {
                complaints.add(invariant.name() + ": " + invariant.seen());
            }
        }
        complaints.addAll(tally.failures());
        for (FaultKind kind : FaultKind.values()) {
            if (tally.count(kind) != schedule.count(kind)) {
                complaints.add("\"" + kind.label() + "\" was to happen " + schedule.count(kind)
                        + " times, and happened " + tally.count(kind));
            }
        }
        for (String event : required) {
            if (events.getOrDefault(event, 0L) == 0) {
                complaints.add("\"" + event + "\" was not counted once, and the run was made for it");
            }
        }
        if (balance.acked() == 0) {
            complaints.add("nothing was acked, so nothing was tested");
        }
        if (tally.unackedAtKill() >= 0 && tally.unackedAtKill() < UNACKED_MIN) {
            complaints.add("a kill met only " + tally.unackedAtKill() + " unacked sends (" + UNACKED_MIN + " wanted)");
        }
        return complaints;
    }

    /** The first few offenders of each kind, a sentence each. */
    List<String> evidence() {
        List<String> sentences = new ArrayList<>(balance.evidence());
        seen.forEach((promise, what) -> what.named().forEach(one -> sentences.add(promise + ": " + one)));
        return sentences;
    }

    boolean isGreen() {
        return complaints().isEmpty();
    }
}
