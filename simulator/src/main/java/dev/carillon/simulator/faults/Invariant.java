package dev.carillon.simulator.faults;

import dev.carillon.simulator.ledger.Balance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One promise, by its name, and what a run showed of it.
 *
 * @param holds whether nothing was seen against it
 * @param seen what was looked at, for people
 */
record Invariant(String name, boolean holds, String seen) {
    /**
     * The promises that can be seen from outside of the nodes.
     *
     * @param caughtUpMs after the last fault, until everything pending was delivered; −1 if it never was
     */
    static List<Invariant> of(Balance b, long claims, List<String> conflicts, long caughtUpMs, long patienceMs) {
        List<Invariant> all = new ArrayList<>();
        all.add(new Invariant(
                "NoAckedMessageLost",
                b.lost() == 0 && b.unsettled() == 0,
                words(
                        "%,d acked, %,d of them lost; %,d neither acked nor refused",
                        b.acked(), b.lost(), b.unsettled())));
        all.add(new Invariant(
                "NoDuplicate", b.duplicated() == 0, words("%,d delivered, %,d again", b.delivered(), b.duplicated())));
        all.add(new Invariant("SenderOrder", b.outOfOrder() == 0, words("%,d overtook another", b.outOfOrder())));
        all.add(new Invariant(
                "NothingInvented", b.invented() == 0, words("%,d were not sent like that", b.invented())));
        all.add(new Invariant(
                "SingleOwner",
                conflicts.isEmpty(),
                conflicts.isEmpty()
                        ? words("%,d claims to lead a partition in a term, none by two nodes", claims)
                        : String.join("; ", conflicts)));
        all.add(new Invariant(
                "CatchesUp",
                caughtUpMs >= 0,
                caughtUpMs >= 0
                        ? words("everything pending was delivered %,d ms after the last fault", caughtUpMs)
                        : words("not everything was delivered within %,d s", patienceMs / 1_000)));
        return all;
    }

    private static String words(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
