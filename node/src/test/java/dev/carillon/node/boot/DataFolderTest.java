package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node at a time, and nothing that was fixed changes. */
class DataFolderTest {
    private static final NodeFile NEW = NodeFile.fresh(64, 1, "test", null);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aSecondNodeIsRefusedAndToldWhoHasTheFolder() throws IOException {
        try (DataFolder first = open(0)) {
            assertThat(first.facts().partitions()).isEqualTo(64);
            assertThatThrownBy(() -> open(0))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data");
        }
        open(0).close();
    }

    @Test
    void whatWasRecordedComesBack() throws IOException {
        NodeFile made = NEW.withLogs(List.of(-1L, 0x123456789abcdefL));
        try (DataFolder first = open(0)) {
            assertThat(first.facts()).isEqualTo(NEW);
            first.record(made);
            Files.writeString(Files.createDirectories(first.state()).resolve("FORMAT"), "x");
        }
        try (DataFolder again = open(64)) {
            assertThat(again.facts()).isEqualTo(made);
            assertThat(again.facts().loops()).isEqualTo(2);
        }
    }

    @Test
    void anotherNumberOfPartitionsIsRefused() throws IOException {
        open(0).close();
        assertThatThrownBy(() -> open(32)).hasMessageContaining("created with 64 partitions, not 32");
    }

    @Test
    void aNodeOfAClusterKeepsItsFolderToItself() throws IOException {
        NodeFile.Seat seat = new NodeFile.Seat("blue", 2, 0xF00D);
        DataFolder.open(folder, 0, NodeFile.fresh(64, 1, "test", seat)).close();
        try (DataFolder again =
                DataFolder.open(folder, 0, NodeFile.fresh(64, 1, "test", new NodeFile.Seat("blue", 2, 0xBEEF)))) {
            assertThat(again.facts().seat())
                    .as("the life of the folder, not of the start")
                    .isEqualTo(seat);
        }
        assertThatThrownBy(() -> open(0))
                .hasMessageContaining("node 2 of cluster blue")
                .hasMessageContaining("--cluster");
        assertThatThrownBy(() ->
                        DataFolder.open(folder, 0, NodeFile.fresh(64, 1, "test", new NodeFile.Seat("blue", 3, 1))))
                .hasMessageContaining("not to node 3 of cluster blue");
        assertThatThrownBy(() ->
                        DataFolder.open(folder, 0, NodeFile.fresh(64, 1, "test", new NodeFile.Seat("green", 2, 1))))
                .hasMessageContaining("not to node 2 of cluster green");
    }

    @Test
    void aFolderOfANodeThatWasAloneJoinsNoCluster() throws IOException {
        open(0).close();
        assertThatThrownBy(() ->
                        DataFolder.open(folder, 0, NodeFile.fresh(64, 1, "test", new NodeFile.Seat("blue", 2, 1))))
                .hasMessageContaining("a node that is alone")
                .hasMessageContaining("Nothing was touched");
    }

    @Test
    void aNewerFormatIsRefusedInASentence() throws IOException {
        open(0).close();
        write("{\"format\":4,\"partitions\":64,\"loops\":1,\"history\":1,\"created_by\":\"carillon 9\"}");
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("has format 4, written by carillon 9")
                .hasMessageContaining("Nothing was touched");
    }

    @Test
    void theFirstFormatGaveTheLogsTheirNumbersAsIds() throws IOException {
        open(0).close();
        write("{\"format\":1,\"partitions\":64,\"loops\":2,\"history\":1,\"created_by\":\"old\"}");
        try (DataFolder old = open(64)) {
            assertThat(old.facts()).isEqualTo(new NodeFile(1, 64, 2, 1, "old", List.of(0L, 1L), null));
            assertThat(old.facts().hasOwnIds()).isFalse();
        }
    }

    @Test
    void logsThatDoNotMatchTheirNumberAreDamage() throws IOException {
        open(0).close();
        String start = "{\"format\":2,\"partitions\":64,\"loops\":2,\"history\":1,\"created_by\":\"x\"";
        for (String logs : List.of("", ",\"logs\":[\"a\"]", ",\"logs\":[\"a\",\"xyz\"]", ",\"logs\":\"a\"")) {
            write(start + logs + "}");
            assertThatThrownBy(() -> open(0)).as(logs).hasMessageContaining("is damaged");
        }
    }

    @Test
    void aStateFolderThatWasEmptiedBesideLogsIsNotStartedAnew() throws IOException {
        try (DataFolder first = open(0)) {
            Files.createDirectories(first.log(0));
            Files.createDirectories(first.state());
            first.record(NEW.withLogs(List.of(5L)));
        }
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(CommandException.class)
                .hasMessageContainingAll("is gone", "nothing was touched", "Put the folder back");
    }

    @Test
    void aDamagedOrMissingDescriptionIsRefusedRatherThanGuessed() throws IOException {
        open(0).close();
        Files.writeString(folder.resolve("node.json"), "{\"format\":1,");
        assertThatThrownBy(() -> open(0)).hasMessageContaining("is damaged");
        Files.delete(folder.resolve("node.json"));
        Files.createDirectories(folder.resolve("log"));
        assertThatThrownBy(() -> open(0)).hasMessageContaining("has data but no node.json");
    }

    private void write(String nodeJson) throws IOException {
        Files.writeString(folder.resolve(NodeFile.NAME), nodeJson);
    }

    private DataFolder open(int partitions) throws IOException {
        return DataFolder.open(folder, partitions, NEW);
    }
}
