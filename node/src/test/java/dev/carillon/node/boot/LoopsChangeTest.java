package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.boot.NodeLogs.Step;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder is opened with another number of loops: all is there, also when the change was cut short anywhere. */
class LoopsChangeTest {
    private static final int WAITING = 100;

    @TempDir
    private Path folder = Path.of("");

    private final List<String> expected = new ArrayList<>();

    /** A folder whose inboxes lie in the state and whose newest messages are in the log alone, not relayed yet. */
    @BeforeEach
    void fill() throws IOException {
        try (TestNode node = new TestNode(folder, "threads.loops", "1");
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port());
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            bob.close();
            for (int i = 0; i < WAITING; i++) {
                expected.add("before " + i);
                alice.queue("bob", "before " + i, false);
            }
            alice.flush();
            alice.await(() -> alice.acked == WAITING);
        }
        try (UnrelayedSends sends = new UnrelayedSends(folder.resolve("data"))) {
            for (int i = 0; i < WAITING; i++) {
                expected.add("unsent " + i);
                sends.accept("alice", 1, WAITING + i + 1, "bob", "unsent " + i);
            }
            assertThat(sends.outboxSize("alice", "bob")).isEqualTo(WAITING);
        }
    }

    @Test
    void whatOneLoopWroteIsThereWithTwoAndWithOneAgain() throws IOException {
        Set<Step> steps = EnumSet.noneOf(Step.class);
        try (TestNode node = new TestNode(folder, steps::add, "threads.loops", "2")) {
            assertThat(steps).containsExactlyInAnyOrder(Step.values());
            assertThat(logFolders()).containsExactly("0", "1");
            expectAll(node);
            // More, which the way back has to bring along.
            try (TestDevice alice = alice(node)) {
                expected.add("with two");
                alice.send("bob", "with two").await(() -> alice.acked == 2 * WAITING + 1);
            }
        }
        try (TestNode node = new TestNode(folder, "threads.loops", "1")) {
            assertThat(logFolders()).containsExactly("0");
            expectAll(node);
        }
        steps.clear();
        try (TestNode node = new TestNode(folder, steps::add)) {
            assertThat(steps).as("nothing to change").isEmpty();
            expectAll(node);
        }
    }

    @Test
    void aKillAtAnyStepLosesNothingWhateverNumberComesNext() throws IOException {
        List<Path> killed = new ArrayList<>();
        try (TestNode node =
                new TestNode(folder, step -> killed.add(copyAt(step, killed.size())), "threads.loops", "2")) {
            expectAll(node);
        }
        assertThat(killed).hasSize(Step.values().length + 1);
        for (Path copy : killed) {
            for (String loops : new String[] {"2", "1", "0", "3"}) {
                Path data = copy(copy, copy.resolveSibling(copy.getFileName() + "-with-" + loops));
                try (TestNode node = new TestNode(data, "threads.loops", loops)) {
                    expectAll(node);
                }
                deleteTree(data);
            }
        }
    }

    @Test
    void aFailureAtAnyStepRefusesTheStartAndTheNextOneGoesOn() throws IOException {
        for (Step failing : Step.values()) {
            Path data = copy(folder, folder.resolveSibling(folder.getFileName() + "-" + failing));
            NodeLogs.StepListener breaks = step -> {
                if (step == failing) {
                    throw new IOException("broken at " + step);
                }
            };
            assertThatThrownBy(() -> new TestNode(data, breaks, "threads.loops", "2"))
                    .hasMessage("broken at " + failing);
            try (TestNode node = new TestNode(data, "threads.loops", "2")) {
                expectAll(node);
            }
            deleteTree(data);
        }
    }

    private static TestDevice alice(TestNode node) throws IOException {
        TestDevice alice = TestTokens.device("alice", 1);
        alice.skipTo(2L * WAITING);
        return alice.connect(node.port());
    }

    /** Everything is in the inbox, once and in order; nothing is acked, so that the next look finds it again. */
    private void expectAll(TestNode node) throws IOException {
        try (TestDevice bob = TestTokens.device("bob", 3).connect(node.port())) {
            bob.await(() -> bob.received.size() >= expected.size());
            assertThat(bob.texts()).isEqualTo(expected);
        }
    }

    private List<String> logFolders() throws IOException {
        try (Stream<Path> logs = Files.list(folder.resolve("data").resolve("log"))) {
            return logs.map(log -> log.getFileName().toString()).sorted().toList();
        }
    }

    private Path copyAt(Step step, int number) throws IOException {
        return copy(folder, folder.resolveSibling(folder.getFileName() + "-" + number + "-" + step));
    }

    /** The files as a kill -9 leaves them; a spare segment that is being made meanwhile is there or not. */
    private static Path copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                Files.createDirectory(to.resolve(from.relativize(path).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(path, to.resolve(from.relativize(path).toString()));
                } catch (NoSuchFileException e) {
                    assertThat(path.toString()).endsWith(".log.new");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
                assertThat(path.toString()).endsWith(".log.new");
                return FileVisitResult.CONTINUE;
            }
        });
        return to;
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
