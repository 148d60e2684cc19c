package dev.carillon.node.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.UserHash;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.copy.ChunkDecoder;
import dev.carillon.storage.memory.MemoryStateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Two partitions are copied at different moments, while one sends to the other, and restored. */
class BackupCutTest {
    private static final long BACKUP = 77;

    private static RelayCut cut(List<List<byte[]>> copies) {
        RelayCut cut = new RelayCut();
        for (int p = 0; p < copies.size(); p++) {
            int partition = p;
            ChunkDecoder decoder = new ChunkDecoder(p);
            for (byte[] chunk : copies.get(p)) {
                decoder.accept(new UnsafeBuffer(chunk), 0, chunk.length);
                decoder.forEach(new StateBatch.Changes() {
                    @Override
                    public void putRecord(byte[] key, byte[] value) {
                        cut.see(partition, key, value);
                    }

                    @Override
                    public void deleteRecord(byte[] key) {}

                    @Override
                    public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {}

                    @Override
                    public void deleteItems(long queue, long fromSeq, long toSeq) {}
                });
            }
        }
        return cut;
    }

    private static Town restored(List<List<byte[]>> copies) {
        RelayCut cut = cut(copies);
        MemoryStateEngine engine = new MemoryStateEngine();
        for (int p = 0; p < copies.size(); p++) {
            ChunkDecoder decoder = new ChunkDecoder(p);
            for (byte[] chunk : copies.get(p)) {
                decoder.accept(new UnsafeBuffer(chunk), 0, chunk.length);
                engine.write(restored(p, decoder, chunk.length, cut));
            }
            assertThat(decoder.isEnded()).isTrue();
        }
        Town town = new Town(engine);
        town.passes();
        return town;
    }

    private static StateBatch restored(int partition, ChunkDecoder chunk, int length, RelayCut cut) {
        return new StateBatch() {
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
                return length;
            }

            @Override
            public void forEach(Changes changes) {
                chunk.forEach(new RestoredRecords(partition, cut, changes));
            }
        };
    }

    private static List<String> texts(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> "m" + i).toList();
    }

    /** The recipient's copy is old, the sender's new: what lies between must be in the sender's outbox. */
    private static List<List<byte[]>> recipientFirst(boolean pinned) {
        Town town = new Town(new MemoryStateEngine());
        town.enrol(1);
        town.send(1, 1, 10);
        if (pinned) {
            town.pin(60_000);
        }
        List<byte[]> to = town.copy(town.to);
        town.send(1, 11, 20);
        assertThat(town.inbox()).isEqualTo(texts(20));
        List<byte[]> from = town.copy(town.from);
        town.pin(0);
        assertThat(town.from.outboxItems()).as("kept after the backup").isZero();
        return List.of(from, to);
    }

    @Test
    void whatTheRecipientsCopyLacksIsInTheSenders() {
        List<List<byte[]>> copies = recipientFirst(true);
        assertThat(cut(copies).holes()).isEmpty();
        assertThat(cut(copies).underWay()).isEqualTo(10);

        Town town = restored(copies);

        assertThat(town.inbox()).isEqualTo(texts(20));
        assertThat(town.from.outboxItems()).isZero();
    }

    @Test
    void withoutAPinMessagesAreMissingAndThatIsSeen() {
        List<List<byte[]>> copies = recipientFirst(false);

        assertThat(cut(copies).holes()).singleElement().asString().contains("messages 11 to 20");
        assertThat(restored(copies).inbox()).isEqualTo(texts(10));
    }

    @Test
    void whatTheSendersCopyDoesNotKnowKeepsItsPlaceAndItsNumbersAreUsedAgain() {
        Town before = new Town(new MemoryStateEngine());
        before.enrol(1);
        before.send(1, 1, 10);
        before.pin(60_000);
        List<byte[]> from = before.copy(before.from);
        before.send(1, 11, 20);
        List<byte[]> to = before.copy(before.to);

        Town town = restored(List.of(from, to));
        assertThat(town.inbox()).isEqualTo(texts(20));
        town.enrol(2);
        town.send(2, 1, 3);

        List<String> all = new ArrayList<>(texts(20));
        all.addAll(texts(3));
        assertThat(town.inbox()).as("nothing new is taken for known").isEqualTo(all);
    }

    @Test
    void devicesEnrolAnewInANewHistory() {
        List<List<byte[]>> copies = recipientFirst(true);

        Town town = restored(copies);

        assertThat(town.from.history()).isEqualTo(2);
        UserState alice = Objects.requireNonNull(town.from.findUser(Town.ALICE, UserHash.of(Town.ALICE)));
        assertThat(alice.devices()).isEmpty();
        town.enrol(2);
        assertThat(alice.devices()).hasSize(1);
        assertThat(town.refused).isEmpty();
    }

    @Test
    void aPinLapsesByItselfAndAnotherBackupHasToWait() {
        OutboxPin pin = OutboxPin.NONE.asked(1, 1_000, 5_000);
        assertThat(pin).isEqualTo(new OutboxPin(1, 5_000, 6_000));
        assertThat(pin.asked(2, 1_000, 5_500)).as("another one").isEqualTo(pin);
        assertThat(pin.asked(1, 1_000, 5_500)).as("renewed").isEqualTo(new OutboxPin(1, 5_000, 6_500));
        assertThat(pin.asked(1, 1_000, 6_000)).as("too late: begun anew").isEqualTo(new OutboxPin(1, 6_000, 7_000));
        assertThat(pin.asked(2, 0, 5_500)).as("another one cannot end it").isEqualTo(pin);
        assertThat(pin.asked(1, 0, 5_500)).isEqualTo(OutboxPin.NONE);

        Town town = new Town(new MemoryStateEngine());
        town.enrol(1);
        town.pin(1_500);
        town.send(1, 1, 5);
        assertThat(town.from.outboxItems()).isEqualTo(5);
        assertThat(town.from.outboxSize(1)).as("only kept, not waiting").isZero();
        town.passes();
        town.passes();
        town.passes();
        assertThat(town.from.outboxItems())
                .as("lapsed, though nothing was sent since")
                .isZero();
    }
}
