package dev.carillon.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file: what is written is read; what is cut off or damaged is told, and costs no more than its block. */
class RecordingFileTest {
    private static final RecordingHeader HEADER =
            new RecordingHeader(1_790_000_000_000L, false, 0, RecordingHeader.Kind.PROXY, "127.0.0.1:7400");
    private static final Party ALICE = new Party(1, "alice", 0x0123456789ABCDEFL);
    private static final Party BOB = new Party(2, "bøb", -1);

    @TempDir
    Path folder;

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Event> oneOfEach() {
        return List.of(
                new Event.Opened(0, ALICE, true, 0, 1, 0, 0),
                new Event.Opened(5, BOB, false, 41, 7, 41, 6),
                new Event.Sent(10, ALICE, 1, "bøb", true, text("hello")),
                new Event.Acked(1_000, ALICE, 1),
                new Event.Delivered(1_200, BOB, 42, false, true, "alice", ALICE.install(), 1, 5),
                new Event.Took(1_300, BOB, 42),
                new Event.Read(1_400, BOB, 42),
                new Event.Receipted(1_500, ALICE, 2, 1, "bøb", ALICE.install(), 1, 0),
                new Event.Refused(1_600, ALICE, 129, 2),
                new Event.Skipped(1_700, BOB, 3, 99),
                new Event.Closed(9_000_000_000L, ALICE, Ending.NODE_ERROR, 17),
                new Event.Sent(9_000_000_001L, BOB, 7, "bøb", false, new byte[0]));
    }

    private Path written(List<List<Event>> blocks) throws IOException {
        Path file = folder.resolve("a.rec");
        Files.deleteIfExists(file);
        try (RecordingWriter writer = RecordingWriter.create(file, HEADER)) {
            for (List<Event> block : blocks) {
                for (Event event : block) {
                    writer.add(event);
                }
                writer.flush();
            }
        }
        return file;
    }

    private static Condition read(Path file, List<Event> into) throws Exception {
        try (RecordingReader reader = RecordingReader.open(file)) {
            assertThat(reader.header()).isEqualTo(HEADER);
            return reader.read(into::add);
        }
    }

    private static void same(List<Event> read, List<Event> written) {
        // Payloads are arrays, which are the same only by content.
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void everyKindOfEventComesBackAsItWas() throws Exception {
        List<Event> read = new ArrayList<>();

        Condition condition = read(written(List.of(oneOfEach())), read);

        same(read, oneOfEach());
        assertThat(condition.isWhole()).isTrue();
        assertThat(condition.events()).isEqualTo(oneOfEach().size());
        assertThat(read.stream().map(Object::getClass).distinct().count())
                .isEqualTo(Event.class.getPermittedSubclasses().length);
    }

    @Test
    void aFileThatWasCutOffAnywhereGivesTheBlocksBeforeTheCut() throws Exception {
        Path whole = written(List.of(oneOfEach(), oneOfEach(), oneOfEach()));
        byte[] bytes = Files.readAllBytes(whole);
        int header = HEADER.encode().length;
        int block = (bytes.length - header) / 3;
        assertThat(header + 3 * block).isEqualTo(bytes.length);
        Path cut = folder.resolve("cut.rec");
        for (int length = header; length < bytes.length; length++) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            List<Event> read = new ArrayList<>();

            Condition condition = read(cut, read);

            assertThat(condition.blocks()).isEqualTo((length - header) / block);
            assertThat(read).hasSize((int) condition.blocks() * oneOfEach().size());
            assertThat(condition.cutOffBytes()).isEqualTo((length - header) % block);
            assertThat(condition.damage()).isEmpty();
        }
    }

    @Test
    void aDamagedBlockIsToldByItsPositionAndTheOthersAreRead() throws Exception {
        Path file = written(List.of(oneOfEach(), oneOfEach(), oneOfEach()));
        byte[] bytes = Files.readAllBytes(file);
        int header = HEADER.encode().length;
        int block = (bytes.length - header) / 3;
        for (int at = header + block; at < header + 2 * block; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            List<Event> read = new ArrayList<>();

            Condition condition = read(file, read);

            assertThat(condition.damage()).containsExactly(new Condition.Damage(header + block, block));
            assertThat(condition.blocks()).isEqualTo(2);
            assertThat(condition.cutOffBytes()).isZero();
            assertThat(read).hasSize(2 * oneOfEach().size());
        }
    }

    @Test
    void bytesOfAnyKindNeverBreakTheReader() throws Exception {
        byte[] bytes = Files.readAllBytes(written(List.of(oneOfEach(), oneOfEach())));
        int header = HEADER.encode().length;
        SplittableRandom random = new SplittableRandom(1);
        Path file = folder.resolve("noise.rec");
        for (int i = 0; i < 200; i++) {
            byte[] noisy = bytes.clone();
            for (int n = 0; n < 20; n++) {
                noisy[header + random.nextInt(noisy.length - header)] = (byte) random.nextInt();
            }
            Files.write(file, noisy);
            assertThat(read(file, new ArrayList<>()).isWhole()).isFalse();
        }
    }

    @Test
    void aBlockIsClosedWhenItIsLargeEnough() throws Exception {
        List<Event> many = new ArrayList<>();
        byte[] noise = new byte[50_000];
        new SplittableRandom(1).nextBytes(noise);
        for (int i = 1; i <= 20; i++) {
            many.add(new Event.Sent(i, ALICE, i, "bøb", false, noise));
        }
        List<Event> read = new ArrayList<>();

        Condition condition = read(written(List.of(many)), read);

        assertThat(condition.blocks()).isEqualTo(4);
        same(read, many);
    }

    @Test
    void whatWasNotRecordedIsSaid() throws Exception {
        Path file = folder.resolve("lossy.rec");
        try (RecordingWriter writer = RecordingWriter.create(file, HEADER)) {
            writer.add(oneOfEach().get(0));
            writer.lost(3);
            writer.flush();
            writer.lost(4);
        }

        Condition condition = read(file, new ArrayList<>());

        assertThat(condition.notRecorded()).isEqualTo(7);
        assertThat(condition.complaints())
                .containsExactly("7 events were seen and not recorded, because the recorder could not keep up.");
    }

    @Test
    void whatIsNoRecordingIsSaidInWords() throws Exception {
        Path file = Files.write(folder.resolve("b.rec"), text("unix_s\tfrom\tto\n"));
        assertThatThrownBy(() -> RecordingReader.open(file)).hasMessageStartingWith("is no recording");
        assertThatThrownBy(() -> RecordingReader.open(folder)).hasMessageStartingWith("is a folder");
        assertThatThrownBy(() -> RecordingReader.open(folder.resolve("c"))).hasMessage("does not exist");

        byte[] header = HEADER.encode();
        header[9] = 2;
        Files.write(file, header);
        assertThatThrownBy(() -> RecordingReader.open(file)).hasMessageStartingWith("is of version 2;");
        Files.write(file, Arrays.copyOf(HEADER.encode(), 20));
        assertThatThrownBy(() -> RecordingReader.open(file)).hasMessageStartingWith("was cut off inside its header");
    }

    @Test
    void aRecordingIsNeverWrittenOverAndIsForItsOwnerOnly() throws Exception {
        Path file = written(List.of(oneOfEach()));

        assertThatThrownBy(() -> RecordingWriter.create(file, HEADER)).hasMessageContaining("exists");
        assertThat(Files.getPosixFilePermissions(file).toString())
                .doesNotContain("GROUP")
                .doesNotContain("OTHERS");
    }
}
