package dev.carillon.simulator.faults;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One promise, by its name, and what a run showed of it.
 *
 * @param seen what was looked at, for people; why nothing was, where it is not checked
 */
record Invariant(String name, State state, String seen) {
    /** What is known of a promise after a run. */
    enum State {
        /** Something was looked at, and nothing was seen against it. */
        HOLDS,
        BROKEN,
        /** Nothing was looked at; the run says neither yes nor no. */
        UNCHECKED
    }

    /** How {@link #inOrder} finds out about the nodes and the end. */
    record Facts(
            long claims,
            List<String> conflicts,
            Agreement agreement,
            long caughtUpMs,
            @Nullable String left) {}

    boolean holds() {
        return state == State.HOLDS;
    }

    boolean isBroken() {
        return state == State.BROKEN;
    }

    /**
     * All promises, in the order in which they are numbered.
     *
     * @param seen what devices showed, by the promises' names
     */
    static List<Invariant> inOrder(Balance b, Map<String, Seen> seen, Facts facts) {
        return List.of(
                of(
                        "NoAckedMessageLost",
                        b.lost() == 0 && b.unsettled() == 0,
                        words(
                                "%,d acked, %,d of them lost; %,d neither acked nor refused",
                                b.acked(), b.lost(), b.unsettled())),
                of(
                        "NoDuplicate",
                        b.duplicated() == 0,
                        words("%,d delivered, %,d again", b.delivered(), b.duplicated())),
                of("SenderOrder", b.outOfOrder() == 0, words("%,d overtook another", b.outOfOrder())),
                of("ContiguousInbox", seen, "%,d items of second devices, %,d times out of place or not the same"),
                of("CursorMonotone", seen, "%,d receipts, %,d of them behind one before or ahead of what was sent"),
                of("HonestReceipt", seen, "%,d receipts, %,d times of what no device had been handed, or had read"),
                of(
                        "SingleOwner",
                        facts.conflicts().isEmpty(),
                        facts.conflicts().isEmpty()
                                ? words("%,d claims to lead a partition in a term, none by two nodes", facts.claims())
                                : String.join("; ", facts.conflicts())),
                of(
                        "OwnHistory",
                        seen,
                        "%,d acked sends, %,d not shown to the sender's second device as they were sent"),
                of(
                        "ReplicasAgree",
                        facts.agreement().isWhole(),
                        facts.agreement().words()),
                of("NothingInvented", b.invented() == 0, words("%,d were not sent like that", b.invented())),
                catchesUp(seen.get("CatchesUp"), facts));
    }

    private static Invariant catchesUp(@Nullable Seen devices, Facts facts) {
        long gaveUp = devices == null ? 0 : devices.against();
        String came = facts.left() == null
                ? words("all that was pending came within %,d ms of the last fault", facts.caughtUpMs())
                : facts.left();
        return of(
                "CatchesUp",
                facts.left() == null && gaveUp == 0,
                gaveUp == 0 ? came : words("%,d devices gave up; %s", gaveUp, came));
    }

    private static Invariant of(String name, boolean holds, String seen) {
        return new Invariant(name, holds ? State.HOLDS : State.BROKEN, seen);
    }

    private static Invariant of(String name, Map<String, Seen> all, String format) {
        Seen seen = all.get(name);
        if (seen == null || seen.looked() == 0) {
            return new Invariant(name, State.UNCHECKED, "nothing of it came by");
        }
        return of(name, seen.against() == 0, words(format, seen.looked(), seen.against()));
    }

    static String words(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
