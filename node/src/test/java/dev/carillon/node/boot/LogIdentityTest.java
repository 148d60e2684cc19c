package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.disk.FileDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node takes no log but its own: not an empty one, not another's, not another loop's. */
class LogIdentityTest {
    private static final String TWO = "2";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aLogThatWasEmptiedIsRefusedAndServedAgainWhenPutBack() throws IOException {
        use(folder, "1");
        Path aside = folder.resolve("aside");
        Path log = log(folder, 0);
        Files.move(log, aside);
        Files.createDirectories(log);
        assertThatThrownBy(() -> new TestNode(folder))
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContainingAll(
                        "is gone", log.toString(), "nothing is served", "Put the log's own folder back");
        Files.deleteIfExists(log.resolve("LOCK"));
        Files.delete(log);
        Files.move(aside, log);
        expectHello(folder);
    }

    @Test
    void aMissingLogIsRefusedAndNothingIsTouched() throws IOException {
        use(folder, TWO);
        Path log = log(folder, 1);
        Files.move(log, folder.resolve("aside"));
        for (String loops : new String[] {TWO, "1", "0"}) {
            assertThatThrownBy(() -> new TestNode(folder, "threads.loops", loops))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContainingAll(
                            log.toString(), "is missing", "nothing was touched", "Put the folder back");
            assertThat(log).doesNotExist();
        }
        Files.move(folder.resolve("aside"), log);
        expectHello(folder);
    }

    @Test
    void anotherNodesLogIsRefused() throws IOException {
        use(folder, "1");
        Path other = Files.createDirectories(folder.resolve("other"));
        use(other, "1");
        Files.move(log(folder, 0), folder.resolve("aside"));
        Files.move(log(other, 0), log(folder, 0));
        assertThatThrownBy(() -> new TestNode(folder))
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContainingAll("A foreign log", "Put the log's own folder back");
    }

    @Test
    void logsInEachOthersPlaceAreRefused() throws IOException {
        use(folder, TWO);
        Path aside = folder.resolve("aside");
        Files.move(log(folder, 0), aside);
        Files.move(log(folder, 1), log(folder, 0));
        Files.move(aside, log(folder, 1));
        assertThatThrownBy(() -> new TestNode(folder))
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining("A foreign log");
    }

    @Test
    void aFolderOfTheFirstFormatOpensAndItsLogsGetIds() throws IOException {
        use(folder, TWO);
        backToFirstFormat();
        expectHello(folder);
        NodeFile now = NodeFile.read(data(folder));
        assertThat(now.format()).isEqualTo(NodeFile.FORMAT_ALONE);
        assertThat(now.logs()).hasSize(2).doesNotContain(0L, 1L).doesNotHaveDuplicates();
        expectHello(folder);
    }

    @Test
    void aFolderOfTheFirstFormatWithoutALogThatItsStateCameFromIsRefused() throws IOException {
        use(folder, TWO);
        backToFirstFormat();
        try (Stream<Path> files = Files.list(log(folder, 1))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertThatThrownBy(() -> new TestNode(folder))
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining("is gone");
    }

    @Test
    void aFolderOfTheFirstFormatWhoseCreationWasCutShortOpens() throws IOException {
        Files.createDirectories(data(folder));
        writeFirstFormat();
        use(folder, "0");
        expectHello(folder);
    }

    /** Writes the folder's logs anew under their numbers, empty, over a state that has everything: as format 1 had it. */
    private void backToFirstFormat() throws IOException {
        NodeFile facts = NodeFile.read(data(folder));
        assertThat(facts.logs()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            try (Stream<Path> files = Files.list(log(folder, i))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            LogOptions options = LogOptions.of(i).withSegmentBytes(1 << 20);
            SegmentLog.open(FileDisk.open(log(folder, i)), options, Runnable::run, () -> 0)
                    .close();
        }
        writeFirstFormat();
    }

    private void writeFirstFormat() throws IOException {
        Files.writeString(
                data(folder).resolve(NodeFile.NAME),
                "{\"format\":1,\"partitions\":8,\"loops\":2,\"history\":1,\"created_by\":\"development\"}\n");
    }

    /** Leaves a message for Bob in the folder. */
    private static void use(Path folder, String loops) throws IOException {
        try (TestNode node = new TestNode(folder, "threads.loops", loops);
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port());
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            alice.send("bob", "hello").await(() -> alice.acked == 1);
            bob.await(() -> !bob.received.isEmpty());
        }
    }

    private static void expectHello(Path folder) throws IOException {
        try (TestNode node = new TestNode(folder);
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port())) {
            bob.await(() -> !bob.received.isEmpty());
            assertThat(bob.texts()).isEqualTo(List.of("hello"));
        }
    }

    private static Path data(Path folder) {
        return folder.resolve("data");
    }

    private static Path log(Path folder, int loop) {
        return data(folder).resolve("log").resolve(Integer.toString(loop));
    }
}
