package dev.carillon.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve(HistoryFile.NAME);
    }

    @Test
    void linesComeBackAsTheyWereLastSeen() throws IOException {
        ChatLine sent = line(1, ChatLine.Kind.OUT, "\"quoted\" \\ ü 🔔");
        HistoryFile file = fresh();
        file.append(HistoryRecord.said(sent) + "\n");
        file.append(HistoryRecord.said(line(2, ChatLine.Kind.IN, "well").named(-7, 4)) + "\n");
        sent.stored(-1L, 3);
        sent.come(ChatLine.Tick.READ);
        file.append(HistoryRecord.moved(sent) + "\n");
        file.close();
        List<ChatLine> lines = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES).open();
        assertThat(lines).extracting(ChatLine::text).containsExactly("\"quoted\" \\ ü 🔔", "well");
        assertThat(lines).extracting(ChatLine::tick).containsExactly(ChatLine.Tick.READ, ChatLine.Tick.NONE);
        assertThat(lines).extracting(ChatLine::install).containsExactly(-1L, -7L);
        assertThat(lines).extracting(ChatLine::cseq).containsExactly(3L, 4L);
        assertThat(lines).extracting(ChatLine::timeMs).containsExactly(1_001L, 1_002L);
    }

    @Test
    void itIsForItsOwnerAloneFromTheFirstByteOnAndAfterBeingRewritten() throws IOException {
        HistoryFile file = fresh();
        assertThat(mode()).isEqualTo("rw-------");
        file.append("garbage\n");
        file.close();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        fresh().close();
        assertThat(mode()).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve(HistoryFile.NAME + ".damaged"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aTornLastLineIsLeftOutAndTheNextOneStandsByItself() throws IOException {
        write(said(1, "whole") + "\n" + said(2, "torn").substring(0, 40));
        HistoryFile file = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES);
        assertThat(file.open()).extracting(ChatLine::text).containsExactly("whole");
        assertThat(file.damaged()).isEqualTo(1);
        file.append(said(2, "next") + "\n");
        file.close();
        assertThat(texts()).containsExactly("whole", "next");
    }

    @Test
    void aLastLineThatLacksNothingButItsEndIsKept() throws IOException {
        write(said(1, "whole"));
        HistoryFile file = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES);
        file.open();
        assertThat(file.damaged()).isZero();
        file.append(said(2, "next") + "\n");
        file.close();
        assertThat(texts()).containsExactly("whole", "next");
    }

    @Test
    void damagedLinesAreLeftOutCountedOnceAndTheFileThatHeldThemStays() throws IOException {
        String content = said(1, "one") + "\n\0\0\0\n{\"line\":2}\n"
                + said(3, "x").replace("OUT", "OFF") + "\n" + said(4, "four") + "\n";
        write(content);
        HistoryFile file = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES);
        assertThat(file.open()).extracting(ChatLine::text).containsExactly("one", "four");
        assertThat(file.damaged()).isEqualTo(3);
        file.close();
        assertThat(folder.resolve(HistoryFile.NAME + ".damaged")).hasContent(content);
        HistoryFile again = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES);
        assertThat(again.open()).hasSize(2);
        assertThat(again.damaged()).isZero();
    }

    @Test
    void bytesThatAreNoTextCostTheirLineAtMost() throws IOException {
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xc3, '\n'});
        Files.writeString(path, said(1, "one") + "\n", UTF_8, StandardOpenOption.APPEND);
        assertThat(texts()).containsExactly("one");
    }

    @Test
    void theNewestLinesAreKeptAndTheFileIsCutToThem() throws IOException {
        StringBuilder content = new StringBuilder();
        for (int i = 1; i <= HistoryFile.LINES_MAX + 30; i++) {
            content.append(said(i, "m" + i)).append('\n');
        }
        write(content.toString());
        List<String> texts = texts();
        assertThat(texts).hasSize(HistoryFile.LINES_MAX).startsWith("m31").endsWith("m" + (HistoryFile.LINES_MAX + 30));
        assertThat(Files.readAllLines(path)).hasSize(HistoryFile.LINES_MAX);
    }

    @Test
    void aFileThatGrowsIsCompactedWhileItIsUsed() throws IOException {
        HistoryFile file = new HistoryFile(folder, 10_000);
        file.open();
        ChatLine sent = line(1, ChatLine.Kind.OUT, "hi");
        file.append(HistoryRecord.said(sent) + "\n");
        sent.stored(7, 1);
        for (int i = 0; i < 1_000; i++) {
            file.append(HistoryRecord.moved(sent) + "\n");
            assertThat(Files.size(path)).isLessThanOrEqualTo(10_000);
        }
        file.close();
        List<ChatLine> lines = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES).open();
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).tick()).isEqualTo(ChatLine.Tick.STORED);
        assertThat(mode()).isEqualTo("rw-------");
    }

    @Test
    void aFileThatCannotBeAHistoryIsLeftAlone() throws IOException {
        try (FileChannel sparse = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[] {1}), 100L << 20);
        }
        assertThatThrownBy(this::fresh).isInstanceOf(IOException.class).hasMessageContaining("larger than any history");
        assertThat(Files.size(path)).isEqualTo((100L << 20) + 1);
    }

    private HistoryFile fresh() throws IOException {
        HistoryFile file = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES);
        file.open();
        return file;
    }

    private List<String> texts() throws IOException {
        HistoryFile file = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES);
        List<String> texts = file.open().stream().map(ChatLine::text).toList();
        file.close();
        return texts;
    }

    private void write(String content) throws IOException {
        Files.writeString(path, content);
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String said(long number, String text) {
        return HistoryRecord.said(line(number, ChatLine.Kind.OUT, text));
    }

    private static ChatLine line(long number, ChatLine.Kind kind, String text) {
        ChatLine.Tick tick = kind == ChatLine.Kind.OUT ? ChatLine.Tick.WAITING : ChatLine.Tick.NONE;
        ChatLine line = new ChatLine(kind, "bob", text, 1_000 + number, tick);
        line.number(number);
        return line;
    }
}
