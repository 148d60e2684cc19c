package dev.carillon.client.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDeviceStoreTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aNewFolderIsAFreshDevice() {
        assertThat(reopened()).isEqualTo(DeviceState.FRESH);
    }

    @Test
    void everythingKeptComesBack() {
        try (FileDeviceStore store = store()) {
            store.open();
            store.reset(0xabc);
            store.append(send(1));
            store.append(send(2));
            store.append(send(3));
            store.settled(1);
            store.cursor(77);
            store.flush();
        }
        DeviceState state = reopened();
        assertThat(state.install()).isEqualTo(0xabc);
        assertThat(state.nextCseq()).isEqualTo(4);
        assertThat(state.cursor()).isEqualTo(77);
        assertThat(state.fresh()).isFalse();
        assertThat(state.unsettled()).extracting(StoredSend::cseq).containsExactly(2L, 3L);
        assertThat(state.unsettled().get(0).payload()).isEqualTo(send(2).payload());
        assertThat(state.unsettled().get(0).to()).isEqualTo("jürgen");
        assertThat(state.unsettled().get(0).receipt()).isTrue();
    }

    @Test
    void theHistoryIsKeptThroughRewritesAndEndsWithTheDevice() {
        try (FileDeviceStore store = new FileDeviceStore(folder, FileDeviceStore.Sync.NEVER, 100)) {
            store.open();
            store.reset(0xabc);
            store.history(7);
            for (int i = 1; i <= 50; i++) {
                store.append(send(i));
                store.settled(i);
                store.flush();
            }
        }
        assertThat(reopened().history()).isEqualTo(7);
        try (FileDeviceStore store = store()) {
            store.open();
            store.reset(0xdef);
        }
        assertThat(reopened().history()).isZero();
    }

    @Test
    void aJournalOfTheVersionBeforeHistoriesStillOpensAndIsRewritten() throws IOException {
        byte[] journal = journalOfTenSends();
        journal[7] = '1';
        Path old = folder.resolve("old");
        write(old, journal);
        try (FileDeviceStore store = new FileDeviceStore(old, FileDeviceStore.Sync.NEVER)) {
            DeviceState state = store.open();
            assertThat(state.install()).isEqualTo(0xabc);
            assertThat(state.history()).isZero();
            assertThat(state.unsettled()).hasSize(10);
            store.history(3);
        }
        assertThat(new String(Files.readAllBytes(old.resolve("device.journal")), 0, 8, UTF_8))
                .isEqualTo("CRLNDV02");
        DeviceState state = open(old);
        assertThat(state.history()).isEqualTo(3);
        assertThat(state.unsettled()).hasSize(10);
    }

    @Test
    void aJournalCutAnywhereGivesThePrefixAndNeverADifferentPast() throws IOException {
        byte[] whole = journalOfTenSends();
        for (int length = 8 + 33; length <= whole.length; length++) {
            Path copy = folder.resolve("cut-" + length);
            write(copy, Arrays.copyOf(whole, length));
            DeviceState state = open(copy);
            assertThat(state.install()).as("cut at %d", length).isEqualTo(0xabc);
            assertThat(state.unsettled()).hasSize((int) state.nextCseq() - 1);
            for (int i = 0; i < state.unsettled().size(); i++) {
                assertThat(state.unsettled().get(i).payload())
                        .isEqualTo(send(i + 1).payload());
            }
        }
    }

    @Test
    void afterATornTailTheJournalGoesOnWhereItWasCut() throws IOException {
        byte[] whole = journalOfTenSends();
        Path copy = folder.resolve("torn");
        write(copy, Arrays.copyOf(whole, whole.length - 3));
        try (FileDeviceStore store = new FileDeviceStore(copy, FileDeviceStore.Sync.SENDS)) {
            assertThat(store.open().nextCseq()).isEqualTo(10);
            store.append(send(10));
            store.append(send(11));
            store.flush();
        }
        assertThat(open(copy).unsettled()).hasSize(11);
    }

    @Test
    void aFlippedBitIsNoticedAndTheDeviceStartsAnew() throws IOException {
        byte[] whole = journalOfTenSends();
        int last = whole.length - recordLength(10);
        for (int bit = 0; bit < last * 8; bit++) {
            Path copy = folder.resolve("flip-" + bit);
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            write(copy, flipped);
            if (bit / 8 < 6) {
                assertThat(open(copy)).isEqualTo(DeviceState.FRESH);
            } else if (bit / 8 < 8) {
                assertThatThrownBy(() -> open(copy)).hasMessageContaining("newer version");
            } else {
                assertThat(open(copy)).as("bit %d", bit).isEqualTo(DeviceState.FRESH);
                assertThat(copy.resolve("device.journal.damaged")).exists();
            }
        }
    }

    @Test
    void aFlipInTheLastRecordLosesAtMostThatRecord() throws IOException {
        byte[] whole = journalOfTenSends();
        for (int bit = (whole.length - recordLength(10)) * 8; bit < whole.length * 8; bit++) {
            Path copy = folder.resolve("last-" + bit);
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            write(copy, flipped);
            assertThat(open(copy).nextCseq()).isEqualTo(10);
        }
    }

    @Test
    void theJournalIsRewrittenWhenMostOfItIsHistory() throws IOException {
        try (FileDeviceStore store = new FileDeviceStore(folder, FileDeviceStore.Sync.NEVER, 10_000)) {
            store.open();
            store.reset(0xabc);
            for (int i = 1; i <= 5_000; i++) {
                store.append(send(i));
                store.settled(i - 3);
                store.cursor(i);
                store.flush();
            }
        }
        assertThat(Files.size(folder.resolve("device.journal"))).isLessThan(12_000);
        DeviceState state = reopened();
        assertThat(state.nextCseq()).isEqualTo(5_001);
        assertThat(state.cursor()).isEqualTo(5_000);
        assertThat(state.unsettled()).extracting(StoredSend::cseq).containsExactly(4_998L, 4_999L, 5_000L);
    }

    @Test
    void whatWasFlushedSurvivesAKillAtAnyMoment() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            Path alive = folder.resolve("alive-" + round);
            Path dead = folder.resolve("dead-" + round);
            FileDeviceStore store = new FileDeviceStore(alive, FileDeviceStore.Sync.NEVER, 2_000);
            store.open();
            store.reset(round);
            long flushed = 0;
            long settled = 0;
            for (long i = 1; i <= 1 + random.nextInt(100); i++) {
                store.append(send(i));
                if (random.nextInt(3) == 0) {
                    settled = Math.max(settled, flushed);
                    store.settled(settled);
                }
                if (random.nextBoolean()) {
                    store.flush();
                    flushed = i;
                }
            }
            write(dead, Files.readAllBytes(alive.resolve("device.journal")));
            DeviceState state = open(dead);
            assertThat(state.nextCseq()).isGreaterThan(flushed);
            assertThat(state.install()).isEqualTo(round);
            store.close();
        }
    }

    @Test
    void aSecondClientIsKeptOut() {
        try (FileDeviceStore store = store()) {
            store.open();
            assertThatThrownBy(this::reopened)
                    .isInstanceOf(DeviceInUseException.class)
                    .hasMessageContaining("in use");
        }
        assertThat(reopened()).isEqualTo(DeviceState.FRESH);
    }

    @Test
    void aFolderThatCannotBeMadeIsToldInASentence() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "x");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(DeviceStoreException.class)
                .hasMessageContaining("could not be opened");
    }

    @Test
    void aStrangersFileIsPutAsideRatherThanRead() throws IOException {
        write(folder, "this is no journal, but somebody's letter".getBytes(UTF_8));
        assertThat(reopened()).isEqualTo(DeviceState.FRESH);
        assertThat(folder.resolve("device.journal.damaged")).exists();
    }

    private byte[] journalOfTenSends() throws IOException {
        Path origin = folder.resolve("origin");
        try (FileDeviceStore store = new FileDeviceStore(origin, FileDeviceStore.Sync.NEVER)) {
            store.open();
            store.reset(0xabc);
            for (int i = 1; i <= 10; i++) {
                store.append(send(i));
            }
        }
        return Files.readAllBytes(origin.resolve("device.journal"));
    }

    private static int recordLength(long cseq) {
        return JournalRecord.send(send(cseq)).length;
    }

    private static StoredSend send(long cseq) {
        return new StoredSend(cseq, "jürgen", cseq % 2 == 0, ("payload " + cseq).getBytes(UTF_8));
    }

    private static void write(Path where, byte[] journal) throws IOException {
        Files.createDirectories(where);
        Files.write(where.resolve("device.journal"), journal);
    }

    private FileDeviceStore store() {
        return new FileDeviceStore(folder, FileDeviceStore.Sync.SENDS);
    }

    private DeviceState reopened() {
        return open(folder);
    }

    private static DeviceState open(Path where) {
        try (FileDeviceStore store = new FileDeviceStore(where, FileDeviceStore.Sync.NEVER)) {
            return store.open();
        }
    }
}
