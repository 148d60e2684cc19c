package dev.carillon.simulator.load;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One promise, and what a run showed of it.
 *
 * @param state whether it held
 * @param words what was looked at, for people
 * @param evidence the first few that speak against it, a sentence each
 */
public record PromiseResult(String name, State state, String words, List<String> evidence) {
    private static final int NAMED_MAX = 5;

    /** What is known of it. */
    public enum State {
        HOLDS,
        BROKEN,
        /** Nothing was looked at. */
        UNCHECKED
    }

    /** All that a run can see, from what became of the messages and what devices were told. */
    static List<PromiseResult> of(Account account) {
        Balance b = account.balance();
        Map<String, Seen> seen = account.promises();
        List<PromiseResult> all = new ArrayList<>();
        all.add(of(
                "NoAckedMessageLost",
                b.lost() == 0 && b.unsettled() == 0,
                words("%,d acked, %,d of them lost; %,d neither acked nor refused", b.acked(), b.lost(), b.unsettled()),
                evidence(b, "lost: ", "unsettled: ")));
        all.add(of(
                "NoDuplicate",
                b.duplicated() == 0,
                words("%,d delivered, %,d again", b.delivered(), b.duplicated()),
                evidence(b, "duplicated: ")));
        all.add(of(
                "SenderOrder",
                b.outOfOrder() == 0,
                words("%,d overtook another", b.outOfOrder()),
                evidence(b, "out of order: ")));
        all.add(of(
                "NothingInvented",
                b.invented() == 0,
                words("%,d were not sent like that", b.invented()),
                evidence(b, "invented: ")));
        all.add(of("ContiguousInbox", seen, "%,d items of second devices, %,d out of place or not the same"));
        all.add(of("CursorMonotone", seen, "%,d receipts, %,d behind one before or ahead of what was sent"));
        all.add(of("HonestReceipt", seen, "%,d receipts, %,d of what no device had been handed, or had read"));
        all.add(of(
                "OwnHistory", seen, "%,d acked sends, %,d not shown to the sender's second device as they were sent"));
        Seen staying = seen.getOrDefault("CatchesUp", new Seen(0, 0, List.of()));
        all.add(of(
                "CatchesUp",
                staying.against() == 0 && account.troubles().isEmpty(),
                account.troubles().isEmpty()
                        ? words("devices came online %,d times, %,d gave up", staying.looked(), staying.against())
                        : account.troubles().get(0),
                // The first one is in the words.
                join(staying.named(), account.troubles().stream().skip(1).toList())));
        return all;
    }

    private static PromiseResult of(String name, boolean holds, String words, List<String> evidence) {
        return new PromiseResult(name, holds ? State.HOLDS : State.BROKEN, words, evidence);
    }

    private static PromiseResult of(String name, Map<String, Seen> all, String format) {
        Seen seen = all.get(name);
        return seen == null || seen.looked() == 0
                ? new PromiseResult(name, State.UNCHECKED, "nothing of it came by", List.of())
                : of(
                        name,
                        seen.against() == 0,
                        words(format, seen.looked(), seen.against()),
                        join(seen.named(), List.of()));
    }

    private static List<String> evidence(Balance balance, String... kinds) {
        return balance.evidence().stream()
                .filter(line -> List.of(kinds).stream().anyMatch(line::startsWith))
                .limit(NAMED_MAX)
                .toList();
    }

    private static List<String> join(List<String> a, List<String> b) {
        List<String> both = new ArrayList<>(a);
        both.addAll(b);
        return both.subList(0, Math.min(2 * NAMED_MAX, both.size()));
    }

    private static String words(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }

    public boolean isBroken() {
        return state == State.BROKEN;
    }
}
