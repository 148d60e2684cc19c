package dev.carillon.simulator.ledger;

import dev.carillon.simulator.traffic.Traffic;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Stands between the client library and the ledger and does to a few messages what no server may do, so that anyone can
 * see the verdict turn red. The messages are drawn from the traffic beforehand. Safe for any thread.
 */
public final class Sabotage implements Deliveries {
    /** What is done to a drawn message. */
    public enum Kind {
        /** It is not delivered. */
        DROP,
        /** It is delivered twice. */
        REPEAT,
        /** It is delivered after the next one of the same sender to the same recipient. */
        SWAP
    }

    /** Messages drawn; several, in case one of them fails honestly. */
    static final int DRAWN = 3;

    private final Kind kind;
    private final Traffic traffic;
    private final Deliveries next;
    private final BitSet drawn;
    private final Map<Integer, Runnable> heldOfPair = new HashMap<>();

    /**
     * @param next gets what is left of the deliveries
     * @throws IllegalArgumentException if the traffic has no message that this can be done to
     */
    public Sabotage(Kind kind, Traffic traffic, long seed, Deliveries next) {
        this.kind = kind;
        this.traffic = traffic;
        this.next = next;
        this.drawn = draw(kind, traffic, new SplittableRandom(seed));
    }

    private static BitSet draw(Kind kind, Traffic traffic, SplittableRandom random) {
        BitSet candidates = new BitSet();
        BitSet followed = new BitSet();
        for (int row = traffic.size() - 1; row >= 0; row--) {
            boolean toOther = traffic.from(row) != traffic.to(row);
            if (toOther && (kind != Kind.SWAP || followed.get(traffic.pair(row)))) {
                candidates.set(row);
            }
            followed.set(traffic.pair(row));
        }
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("the traffic has no message that can be tampered with in this way");
        }
        int[] rows = candidates.stream().toArray();
        BitSet drawn = new BitSet();
        for (int i = 0; i < DRAWN; i++) {
            drawn.set(rows[random.nextInt(rows.length)]);
        }
        return drawn;
    }

    @Override
    public synchronized void delivered(String recipient, String sender, byte[] payload) {
        int row = payload.length < PayloadIdentity.LENGTH ? -1 : PayloadIdentity.row(payload);
        if (row < 0 || row >= traffic.size()) {
            next.delivered(recipient, sender, payload);
            return;
        }
        boolean tampered = drawn.get(row);
        Runnable held = heldOfPair.remove(traffic.pair(row));
        if (tampered && kind == Kind.SWAP && held == null) {
            byte[] copy = payload.clone();
            heldOfPair.put(traffic.pair(row), () -> next.delivered(recipient, sender, copy));
            return;
        }
        if (!tampered || kind != Kind.DROP) {
            next.delivered(recipient, sender, payload);
        }
        if (tampered && kind == Kind.REPEAT) {
            next.delivered(recipient, sender, payload);
        }
        if (held != null) {
            held.run();
        }
    }
}
