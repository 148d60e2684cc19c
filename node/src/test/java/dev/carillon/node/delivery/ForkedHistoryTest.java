package dev.carillon.node.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.Format;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.copy.ChunkDecoder;
import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A partition is recovered from a survivor that had not heard all, while the other one had. */
class ForkedHistoryTest {
    private static final long INSTALL = 1;

    /** A state that was, as the engine of a survivor has it. */
    private static void put(MemoryStateEngine engine, int partition, List<byte[]> copy) {
        ChunkDecoder decoder = new ChunkDecoder(partition);
        for (byte[] chunk : copy) {
            decoder.accept(new UnsafeBuffer(chunk), 0, chunk.length);
            engine.write(new StateBatch() {
                @Override
                public int partition() {
                    return partition;
                }

                @Override
                public Marker marker() {
                    return new Marker(1, 0);
                }

                @Override
                public long bytes() {
                    return chunk.length;
                }

                @Override
                public void forEach(Changes changes) {
                    decoder.forEach(changes);
                }
            });
        }
    }

    /** Ends the generation of a survivor's state, and begins the next one in the next history. */
    private static void fork(MemoryStateEngine engine, int partition) {
        PartitionOverlay overlay = new PartitionOverlay(partition, engine);
        PartitionState state = new PartitionState(overlay, Town.RING, new NoEffects(), Format.NEWEST);
        EntryBuffer entry = new EntryBuffer();
        entry.fork(1);
        entry.stamp(state.lastStampMs());
        long generation = engine.marker(partition).generation();
        state.apply(generation, 1, entry.buffer(), 0, entry.length(), null);
        assertThat(state.seal().isSealed(generation)).isTrue();
        StateBatch batch = Objects.requireNonNull(overlay.freeze(new Marker(generation + 1, 0)));
        engine.write(batch);
        overlay.written(batch);
    }

    private static Town with(List<byte[]> from, int fromForks, List<byte[]> to, int toForks) {
        MemoryStateEngine engine = new MemoryStateEngine();
        put(engine, 0, from);
        put(engine, 1, to);
        for (int i = 0; i < fromForks; i++) {
            fork(engine, 0);
        }
        for (int i = 0; i < toForks; i++) {
            fork(engine, 1);
        }
        Town town = new Town(engine, 1 + fromForks, 1 + toForks);
        town.passes();
        return town;
    }

    private static Town town() {
        Town town = new Town(new MemoryStateEngine());
        town.enrol(INSTALL);
        town.send(INSTALL, 1, 10);
        return town;
    }

    private static List<String> texts(String prefix, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(i -> prefix + i).toList();
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Test
    void whatASenderSendsAfterItsRecoveryIsNotTakenForWhatItSentBefore() {
        Town before = town();
        List<byte[]> from = before.copy(before.from);
        before.send(INSTALL, 11, 20);
        List<byte[]> to = before.copy(before.to);

        Town town = with(from, 1, to, 0);
        town.send(INSTALL, 11, 13, "n");

        assertThat(town.from.history()).isEqualTo(2);
        assertThat(town.inbox()).isEqualTo(both(texts("m", 1, 20), texts("n", 11, 13)));
        town.passes();
        assertThat(town.from.outboxItems()).as("all of it is answered").isZero();
        assertThat(town.alarms).isEmpty();
    }

    @Test
    void aRecipientThatMissedAHistoryIsCutToWhereTheEarliestForkWas() {
        Town before = town();
        List<byte[]> from = before.copy(before.from);
        before.send(INSTALL, 11, 20);
        List<byte[]> to = before.copy(before.to);

        MemoryStateEngine engine = new MemoryStateEngine();
        put(engine, 0, from);
        fork(engine, 0);
        Town between = new Town(engine, 2, 1);
        between.relay.die();
        between.send(INSTALL, 11, 15, "n");
        List<byte[]> later = between.copy(between.from);
        Town town = with(later, 1, to, 0);
        town.send(INSTALL, 16, 17, "o");

        assertThat(town.from.history()).isEqualTo(3);
        List<String> expected = both(texts("m", 1, 20), texts("n", 11, 15));
        assertThat(town.inbox()).isEqualTo(both(expected, texts("o", 16, 17)));
    }

    @Test
    void whatARecipientLostAndTheSenderLetGoOfIsLostByName() {
        Town before = town();
        List<byte[]> to = before.copy(before.to);
        before.send(INSTALL, 11, 20);
        before.passes();
        List<byte[]> from = before.copy(before.from);

        Town town = with(from, 0, to, 1);
        town.send(INSTALL, 21, 23);

        assertThat(town.inbox()).isEqualTo(both(texts("m", 1, 10), texts("m", 21, 23)));
        assertThat(town.alarms)
                .singleElement()
                .asString()
                .contains("11 to 20 from partition 0 to partition 1 are lost");
        assertThat(town.meter.get(Metric.ALARMS_RELAYS_LOST)).isEqualTo(10);
        town.passes();
        assertThat(town.from.outboxItems()).as("all of it is answered").isZero();
    }

    @Test
    void whatARecipientLostAndTheSenderStillHasComesAgain() {
        Town before = town();
        before.pin(60_000);
        List<byte[]> to = before.copy(before.to);
        before.send(INSTALL, 11, 20);
        List<byte[]> from = before.copy(before.from);

        Town town = with(from, 0, to, 1);

        assertThat(town.inbox()).isEqualTo(texts("m", 1, 20));
        assertThat(town.alarms).isEmpty();
    }

    @Test
    void bothSidesAreRecoveredAndGoOn() {
        Town before = town();
        List<byte[]> to = before.copy(before.to);
        before.send(INSTALL, 11, 15);
        before.passes();
        List<byte[]> from = before.copy(before.from);

        Town town = with(from, 2, to, 1);
        town.send(INSTALL, 16, 18, "n");

        assertThat(town.inbox()).isEqualTo(both(texts("m", 1, 10), texts("n", 16, 18)));
        assertThat(town.meter.get(Metric.ALARMS_RELAYS_LOST)).isEqualTo(5);
    }

    @Test
    void wordsAndItemsOfAHistoryThatIsOverAreNotHeard() {
        Town before = town();
        before.pin(60_000);
        List<byte[]> from = before.copy(before.from);
        List<byte[]> to = before.copy(before.to);
        Town town = with(from, 1, to, 1);
        town.send(INSTALL, 11, 12, "n");
        town.pin(60_000);
        town.relay.die();
        town.send(INSTALL, 13, 14, "n");
        List<String> known = both(texts("m", 1, 10), texts("n", 11, 12));

        town.from.onRelayWord(1, new RelayWord(RelayWord.Kind.TAKEN, 1, 1, 14), town.nowNs);
        town.from.onRelayWord(1, new RelayWord(RelayWord.Kind.TAKEN, 1, 2, 14), town.nowNs);
        town.passes();
        assertThat(town.from.outboxSize(1)).as("what waits").isEqualTo(2);

        RelayBatch old = new RelayBatch();
        old.history = 1;
        old.kept = 13;
        old.first = 13;
        old.count = 1;
        UnsafeBuffer item = new UnsafeBuffer(new byte[100]);
        int end = OutboxItem.put(item, 4, InboxItem.MESSAGE, 0, INSTALL, 13, 1);
        end = Bytes.putName(item, end, Town.BOB);
        end = Bytes.putName(item, end, Town.ALICE);
        end += item.putStringWithoutLengthUtf8(end, "old");
        Bytes.putInt(item, 0, end - 4);
        old.items = item;
        old.length = end;
        assertThat(old.isWhole()).isTrue();
        town.to.onRelay(0, old);
        town.passes();
        assertThat(town.inbox()).isEqualTo(known);

        old.history = 2;
        town.to.onRelay(0, old);
        town.passes();
        assertThat(town.inbox()).as("the same in the present history").isEqualTo(both(known, List.of("old")));
    }

    @Test
    void onlyTheLowestForkSinceAHistoryCounts() {
        RelayForks forks = new RelayForks();
        forks.add(2, 10);
        forks.add(3, 15);
        assertThat(forks.lastSince(1)).isEqualTo(10);
        assertThat(forks.lastSince(2)).isEqualTo(15);
        assertThat(forks.lastSince(3)).isEqualTo(Long.MAX_VALUE);
        forks.add(4, 12);
        assertThat(forks.lastSince(1)).isEqualTo(10);
        assertThat(forks.lastSince(2)).isEqualTo(12);
        forks.add(5, 10);
        assertThat(forks.lastSince(1)).isEqualTo(10);
        UnsafeBuffer b = new UnsafeBuffer(new byte[forks.encodedLength()]);
        forks.encode(b, 0);
        assertThat(RelayForks.decode(b, 0).lastSince(4)).isEqualTo(10);
        assertThat(RelayForks.decode(b, 0).lastSince(5)).isEqualTo(Long.MAX_VALUE);
    }
}
