package dev.carillon.simulator.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * What a replay showed. Green only if nothing was lost, duplicated, out of order or invented, every row's fate is
 * known, and the test was no hollow one: something was acked, and every kill met enough unacked sends.
 *
 * @param balance the ledger's counts
 * @param kills how often the node was killed with -9
 * @param unackedAtKill the fewest sends on their way at any kill; 0 without a kill
 * @param unackedRequired what {@code unackedAtKill} must reach if there was a kill
 * @param seconds from the first send to the last delivery, pauses for kills included
 * @param notDone what was to happen and did not, a sentence each
 */
public record Verdict(
        Balance balance, int kills, long unackedAtKill, long unackedRequired, double seconds, List<String> notDone) {
    public Verdict {
        notDone = List.copyOf(notDone);
    }

    /** All that was to happen did. */
    public Verdict(Balance balance, int kills, long unackedAtKill, long unackedRequired, double seconds) {
        this(balance, kills, unackedAtKill, unackedRequired, seconds, List.of());
    }

    /** Whether everything is as promised; the same as no complaints. */
    public boolean isGreen() {
        return complaints().isEmpty();
    }

    /** Messages delivered per second. */
    public double rate() {
        return seconds > 0 ? balance.delivered() / seconds : 0;
    }

    /** What is wrong, a sentence each; empty if nothing is. */
    public List<String> complaints() {
        Balance b = balance;
        List<String> complaints = new ArrayList<>();
        complain(complaints, b.lost() > 0, b.lost() + " acked messages were never delivered");
        complain(complaints, b.duplicated() > 0, b.duplicated() + " deliveries were repeated");
        complain(complaints, b.outOfOrder() > 0, b.outOfOrder() + " messages overtook an earlier one of their sender");
        complain(complaints, b.invented() > 0, b.invented() + " deliveries were not sent like that by anybody");
        complain(complaints, b.unsettled() > 0, b.unsettled() + " messages were neither acked nor refused");
        complain(
                complaints,
                b.rows() != b.skipped() + b.acked() + b.failed(),
                "the ledger does not add up: " + b.rows() + " rows are not " + b.skipped() + " skipped + " + b.acked()
                        + " acked + " + b.failed() + " failed");
        complain(
                complaints,
                b.delivered() != b.acked(),
                "the ledger does not add up: " + b.delivered() + " delivered, " + b.acked() + " acked");
        complain(complaints, b.acked() == 0, "nothing was acked, so nothing was tested");
        complain(
                complaints,
                kills > 0 && unackedAtKill < unackedRequired,
                "a kill met only " + unackedAtKill + " unacked sends, too few to show anything (" + unackedRequired
                        + " wanted)");
        complaints.addAll(notDone);
        return complaints;
    }

    private static void complain(List<String> complaints, boolean wrong, String words) {
        if (wrong) {
            complaints.add(words);
        }
    }
}
