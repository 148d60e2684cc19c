package dev.carillon.simulator.load;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of one generator's run. Both ends of each of its messages are its own users', so accounts of several are added up
 * without anything falling between them.
 *
 * @param balance what became of the messages
 * @param promises what was seen of each promise, by name
 * @param phases in order
 * @param troubles what did not go on, a sentence each; a run with one is red
 */
record Account(Balance balance, Map<String, Seen> promises, List<PhaseCount> phases, List<String> troubles) {
    Account plus(Account other) {
        Map<String, Seen> both = new LinkedHashMap<>(promises);
        other.promises.forEach((name, seen) -> both.merge(name, seen, Account::add));
        List<PhaseCount> sums = new ArrayList<>();
        for (int i = 0; i < phases.size(); i++) {
            sums.add(phases.get(i).plus(other.phases.get(i)));
        }
        return new Account(add(balance, other.balance), both, sums, join(troubles, other.troubles));
    }

    private static Seen add(Seen a, Seen b) {
        return new Seen(a.looked() + b.looked(), a.against() + b.against(), join(a.named(), b.named()));
    }

    private static Balance add(Balance a, Balance b) {
        return new Balance(
                a.rows() + b.rows(),
                a.skipped() + b.skipped(),
                a.acked() + b.acked(),
                a.failed() + b.failed(),
                a.delivered() + b.delivered(),
                a.lost() + b.lost(),
                a.duplicated() + b.duplicated(),
                a.outOfOrder() + b.outOfOrder(),
                a.invented() + b.invented(),
                a.unsettled() + b.unsettled(),
                join(a.evidence(), b.evidence()));
    }

    private static List<String> join(List<String> a, List<String> b) {
        List<String> both = new ArrayList<>(a);
        both.addAll(b);
        return both;
    }
}
