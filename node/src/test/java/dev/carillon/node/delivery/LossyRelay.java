package dev.carillon.node.delivery;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** Carries between partitions in order, and by its seed loses, repeats, or has no room. */
final class LossyRelay implements RelayTransport {
    private final Random random;
    private final Queue<Runnable> underWay = new ArrayDeque<>();
    private DeliveryPartition[] partitions = new DeliveryPartition[0];
    private boolean healed;
    private boolean dead;
    private long now;
    long way = 1;

    /** Bytes of items that it takes until this is changed. */
    long room = Long.MAX_VALUE;

    /** Batches that were handed over although no way was known, or there was no room for them. */
    int inVain;

    int lost;
    int repeated;
    int refused;

    LossyRelay(long seed) {
        random = new Random(seed);
    }

    void connect(DeliveryPartition... all) {
        partitions = all;
    }

    /** From now on everything is lost. */
    void die() {
        dead = true;
        underWay.clear();
    }

    /** From now on nothing goes wrong. */
    void heal() {
        healed = true;
        dead = false;
    }

    /** Lets some of what is under way arrive. */
    void carry(long nowNs) {
        now = nowNs;
        for (int n = underWay.size() - (healed ? 0 : random.nextInt(3)); n > 0; n--) {
            Runnable next = underWay.poll();
            if (next != null) {
                next.run();
            }
        }
    }

    private boolean take(Runnable arrival) {
        int dice = dead ? 1 : healed ? 9 : random.nextInt(10);
        if (dice == 0) {
            refused++;
            return false;
        }
        if (dice == 1) {
            lost++;
            return true;
        }
        underWay.add(arrival);
        if (dice == 2) {
            repeated++;
            underWay.add(arrival);
        }
        return true;
    }

    @Override
    public boolean isHere(int partition) {
        return false;
    }

    @Override
    public long way(int to) {
        return way;
    }

    @Override
    public long room(int to) {
        return way == 0 ? 0 : room;
    }

    @Override
    public boolean send(int from, int to, RelayBatch batch) {
        if (batch.length() > room(to)) {
            inVain++;
            return false;
        }
        room -= batch.length();
        UnsafeBuffer copy = new UnsafeBuffer(new byte[RelayBatch.HEADER + batch.length()]);
        batch.encode(copy, 0);
        RelayBatch arrived = new RelayBatch();
        arrived.decode(copy, 0, copy.capacity());
        return take(() -> partitions[to].onRelay(from, arrived));
    }

    @Override
    public boolean say(int from, int to, RelayWord word) {
        return take(() -> partitions[to].onRelayWord(from, word, now));
    }
}
