package dev.carillon.simulator.promises;

import dev.carillon.client.OwnMessage;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Device;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * {@code OwnHistory}: once acked, a send is seen by the sender's second device, once, as it was sent. Users without one show
 * nothing of it.
 *
 * <p>Looks at acked sends of users with a second device. What is {@link #owed} are copies of those.
 */
final class OwnCopies implements PromiseCheck {
    private final Traffic traffic;
    private final Sends sends;
    private final IntPredicate quiet;
    private final IntFunction<byte[]> payload;
    private final Findings findings = new Findings();
    private final BitSet acked = new BitSet();
    private final BitSet seen = new BitSet();
    private int owed;

    /**
     * @param quiet which users have a second device
     * @param payload of a row, as it was sent
     */
    OwnCopies(Traffic traffic, Sends sends, IntPredicate quiet, IntFunction<byte[]> payload) {
        this.traffic = traffic;
        this.sends = sends;
        this.quiet = quiet;
        this.payload = payload;
    }

    @Override
    public void acked(int row) {
        if (quiet.test(traffic.from(row)) && !acked.get(row)) {
            findings.looked();
            acked.set(row);
            if (!seen.get(row)) {
                owed++;
            }
        }
    }

    @Override
    public void own(int user, Device device, OwnMessage own) {
        if (device != Device.QUIET) {
            return;
        }
        int row = sends.row(user, own.id().cseq(), own.to());
        if (row < 0) {
            findings.add(() -> traffic.user(user) + " was shown " + own.id() + " to " + own.to()
                    + ", which no device of theirs had sent");
            return;
        }
        if (!Arrays.equals(own.payload(), payload.apply(row))) {
            findings.add(() -> sends.name(row) + ": shown to its sender with another payload");
        }
        if (seen.get(row)) {
            findings.add(() -> sends.name(row) + ": shown to its sender again");
            return;
        }
        seen.set(row);
        if (acked.get(row)) {
            owed--;
        }
    }

    @Override
    public int owed() {
        return owed;
    }

    @Override
    public Seen conclude(boolean settled) {
        acked.stream()
                .filter(row -> !seen.get(row))
                .forEach(row -> findings.add(
                        () -> sends.name(row) + ": acked, and never shown to the second device of its sender"));
        return findings.seen();
    }
}
