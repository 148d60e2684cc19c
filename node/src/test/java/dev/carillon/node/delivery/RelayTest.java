package dev.carillon.node.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.Format;
import dev.carillon.node.replication.SingleCopyReplication;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.log.MemoryLog;
import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Between two partitions each message is taken once and in order, whatever becomes of what carries it. */
class RelayTest {
    private static final int MESSAGES = 200;
    private static final long STEP_NS = RelayPump.RESEND_NS / 20;
    private static final ResumeListener ANYBODY = new Unnumbered() {
        @Override
        public void onResumed(UserState user, DeviceState device, boolean enrolled) {}

        @Override
        public void onResumeRefused(ErrorCode why) {
            throw new AssertionError(why);
        }
    };

    private final Partitions ring = Partitions.of(2);
    private final SingleCopyReplication replication = new SingleCopyReplication(new MemoryLog());
    private final Meter meter = new Meter();
    private long nowNs;

    private String userOf(int partition, String prefix) {
        int n = 0;
        while (ring.ofUser((prefix + n).getBytes(UTF_8)) != partition) {
            n++;
        }
        return prefix + n;
    }

    private void pass(LossyRelay relay, DeliveryPartition... partitions) {
        relay.carry(nowNs);
        for (DeliveryPartition partition : partitions) {
            partition.propose(nowNs / 1_000_000, true, nowNs);
        }
        replication.commit();
        replication.sync();
        for (DeliveryPartition partition : partitions) {
            partition.relayAway(nowNs);
            partition.tick(nowNs / 1_000_000, nowNs);
        }
        nowNs += STEP_NS;
    }

    @Test
    void whatIsLostComesAgainAndWhatComesTwiceIsTakenOnce() {
        int lost = 0;
        int repeated = 0;
        int refused = 0;
        for (long seed = 1; seed <= 20; seed++) {
            RelayTest run = new RelayTest();
            LossyRelay relay = new LossyRelay(seed);
            run.sendAll(relay, seed);
            lost += relay.lost;
            repeated += relay.repeated;
            refused += relay.refused;
            assertThat(run.meter.get(Metric.RELAYS_RESENT)).isPositive();
        }
        assertThat(List.of(lost, repeated, refused))
                .allSatisfy(n -> assertThat(n).isPositive());
    }

    @Test
    void whatWentToOneWhoLeadsNoMoreGoesToItsSuccessorWithoutWaiting() {
        Town town = new Town(new MemoryStateEngine());
        town.enrol(1);
        town.relay.die();
        town.send(1, 1, 3);
        long sentBefore = town.nowNs;
        town.relay.heal();
        // As long as nobody is known to lead, nobody could take it.
        town.relay.way = 0;
        town.pass();
        assertThat(town.meter.get(Metric.RELAYS_RESENT)).isZero();
        town.relay.way = 2;
        for (int i = 0; i < 4; i++) {
            town.pass();
        }
        assertThat(town.inbox()).containsExactly("m1", "m2", "m3");
        assertThat(town.nowNs - sentBefore).isLessThan(RelayPump.RESEND_NS / 2);
    }

    /** To read it, only to hear that nobody takes it, once kept a loop from everything else. */
    @Test
    void whatNobodyCouldTakeIsNotRead() {
        Town town = new Town(new MemoryStateEngine());
        town.enrol(1);
        town.relay.way = 0;
        town.send(1, 1, 3);
        for (int i = 0; i < 4; i++) {
            town.pass();
        }
        assertThat(town.relay.inVain).isZero();

        town.relay.way = 2;
        for (int i = 0; i < 4; i++) {
            town.pass();
        }
        assertThat(town.inbox()).containsExactly("m1", "m2", "m3");
    }

    @Test
    void whoComesBeforeItLeadsIsAskedAgainOnceItDoes() {
        List<RelayWord> said = new ArrayList<>();
        LoopContext context = new LoopContext(
                ring,
                replication,
                new Hears(said),
                LeadershipListener.NOBODY,
                meter,
                words -> {},
                InboxLimits.NONE,
                STEP_NS,
                () -> Format.NEWEST,
                Format.NEWEST);
        DeliveryPartition to = new DeliveryPartition(1, new MemoryStateEngine(), context);
        RelayBatch batch = new RelayBatch();
        batch.history = 1;
        batch.first = 1;
        batch.count = 1;
        to.onRelay(0, batch);
        to.relayAway(nowNs);
        assertThat(said).as("nobody who does not lead answers").isEmpty();

        replication.start();
        to.relayAway(nowNs);
        assertThat(said).singleElement().satisfies(word -> {
            assertThat(word.kind()).isEqualTo(RelayWord.Kind.RESEND);
            assertThat(word.xseq()).isZero();
        });
    }

    /** Carries nothing, and keeps the words. */
    private record Hears(List<RelayWord> said) implements RelayTransport {
        @Override
        public boolean isHere(int partition) {
            return false;
        }

        @Override
        public long way(int to) {
            return 1;
        }

        @Override
        public long room(int to) {
            return RelayBatch.ITEMS_BYTES;
        }

        @Override
        public boolean send(int from, int to, RelayBatch batch) {
            return true;
        }

        @Override
        public boolean say(int from, int to, RelayWord word) {
            said.add(word);
            return true;
        }
    }

    private void sendAll(LossyRelay relay, long seed) {
        byte[] alice = userOf(0, "alice").getBytes(UTF_8);
        byte[] bob = userOf(1, "bob").getBytes(UTF_8);
        MemoryStateEngine engine = new MemoryStateEngine();
        LoopContext context = new LoopContext(
                ring,
                replication,
                relay,
                LeadershipListener.NOBODY,
                meter,
                words -> {},
                new InboxLimits(1_000, 1 << 20, 8),
                STEP_NS,
                () -> Format.NEWEST,
                Format.NEWEST);
        DeliveryPartition from = new DeliveryPartition(0, engine, context);
        DeliveryPartition to = new DeliveryPartition(1, engine, context);
        relay.connect(from, to);
        replication.start();
        from.resume(alice, 1, true, 0, ANYBODY);
        for (int i = 1; i <= MESSAGES; i++) {
            byte[] text = ("m" + i).getBytes(UTF_8);
            from.accept(alice, 1, i, false, 1, bob, new UnsafeBuffer(text), 0, text.length);
            if (i % 3 == 0) {
                pass(relay, from, to);
            }
        }
        // Nothing follows the last, so that no gap tells of its loss.
        relay.die();
        pass(relay, from, to);
        pass(relay, from, to);
        relay.heal();
        for (int i = 0; i < 100; i++) {
            pass(relay, from, to);
        }
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= MESSAGES; i++) {
            expected.add("m" + i);
        }
        assertThat(inbox(to, bob)).as("seed " + seed).isEqualTo(expected);
        assertThat(from.outboxSize(1)).as("nothing waits").isZero();
        assertThat(from.outboxItems()).as("nothing is kept").isZero();
    }

    private static List<String> inbox(DeliveryPartition partition, byte[] user) {
        List<String> texts = new ArrayList<>();
        UserState state = Objects.requireNonNull(partition.findUser(user, UserHash.of(user)));
        state.inbox().read(1, Integer.MAX_VALUE, (seq, b, item, length) -> {
            int payload = InboxItem.payload(b, item);
            texts.add(b.getStringWithoutLengthUtf8(payload, item + length - payload));
            return true;
        });
        return texts;
    }

    // What a leader never proposes is judged all the same, for another may have proposed it.

    private final PartitionOverlay overlay = new PartitionOverlay(1, new MemoryStateEngine());
    private final PartitionState state = new PartitionState(overlay, ring, new NoEffects(), Format.NEWEST);

    private long index;

    private void apply(EntryBuffer entry) {
        entry.stamp(1);
        state.apply(1, ++index, entry.buffer(), 0, entry.length(), entry.resumes());
    }

    @Test
    void anEntryThatRepeatsItemsTakesOnlyWhatIsNew() {
        String bob = userOf(1, "bob");
        UnsafeBuffer items = new UnsafeBuffer(new byte[1024]);
        int one = item(items, 0, bob, "one");
        int both = item(items, one, bob, "two");
        EntryBuffer first = new EntryBuffer();
        first.relayIn(0, 1, 1, items, 0, one);
        apply(first);
        EntryBuffer again = new EntryBuffer();
        again.relayIn(0, 1, 2, items, 0, both);
        apply(again);
        EntryBuffer beyond = new EntryBuffer();
        beyond.relayIn(0, 4, 1, items, 0, one);
        apply(beyond);
        byte[] name = bob.getBytes(UTF_8);
        UserState user =
                Objects.requireNonNull(state.users().find(new UnsafeBuffer(name), 0, name.length, UserHash.of(name)));
        assertThat(user.head()).isEqualTo(2);
        assertThat(state.taken(0)).isEqualTo(2);
    }

    /** Members that did not hear of it in time have begun the next generation with what was there at the seal. */
    @Test
    void whatFollowsTheSealIsNotAppliedNeitherInItsEntryNorAfterIt() {
        String bob = userOf(1, "bob");
        UnsafeBuffer items = new UnsafeBuffer(new byte[1024]);
        int one = item(items, 0, bob, "one");
        EntryBuffer sealing = new EntryBuffer();
        sealing.relayIn(0, 1, 1, items, 0, one);
        sealing.seal(7, false);
        sealing.relayIn(0, 2, 1, items, 0, one);
        apply(sealing);
        assertThat(state.seal().isSealed(1)).isTrue();
        assertThat(state.taken(0)).isEqualTo(1);
        EntryBuffer after = new EntryBuffer();
        after.relayIn(0, 2, 1, items, 0, one);
        apply(after);
        assertThat(state.taken(0)).isEqualTo(1);
    }

    private static int item(UnsafeBuffer b, int at, String to, String text) {
        int end = OutboxItem.put(b, at + 4, InboxItem.MESSAGE, 0, 1, 1, 1);
        end = Bytes.putName(b, end, to.getBytes(UTF_8));
        end = Bytes.putName(b, end, "alice".getBytes(UTF_8));
        end += b.putStringWithoutLengthUtf8(end, text);
        Bytes.putInt(b, at, end - at - 4);
        return end;
    }

    @Test
    void anAckBeyondTheHeadMovesNothing() {
        byte[] bob = userOf(1, "bob").getBytes(UTF_8);
        EntryBuffer entry = new EntryBuffer();
        entry.resume(bob, 7, true, 0, ANYBODY);
        entry.ack(bob, 7, 5);
        apply(entry);
        UserState user =
                Objects.requireNonNull(state.users().find(new UnsafeBuffer(bob), 0, bob.length, UserHash.of(bob)));
        assertThat(Objects.requireNonNull(user.device(7)).cursor()).isZero();
    }
}
