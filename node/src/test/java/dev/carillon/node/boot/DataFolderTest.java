package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node at a time, and nothing that was fixed changes. */
class DataFolderTest {
    private static final DataFolder.Facts NEW = new DataFolder.Facts(DataFolder.FORMAT, 64, 1, 1, "test");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aSecondNodeIsRefusedAndToldWhoHasTheFolder() throws IOException {
        try (DataFolder first = open(0, 0)) {
            assertThat(first.facts().partitions()).isEqualTo(64);
            assertThatThrownBy(() -> open(0, 0))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data");
        }
        open(0, 0).close();
    }

    @Test
    void whatWasFixedAtCreationComesBack() throws IOException {
        open(16, 2).close();
        try (DataFolder again = open(0, 0)) {
            assertThat(again.facts()).isEqualTo(new DataFolder.Facts(DataFolder.FORMAT, 16, 2, 1, "test"));
        }
        open(16, 2).close();
    }

    @Test
    void anotherNumberOfPartitionsOrLoopsIsRefused() throws IOException {
        open(16, 2).close();
        assertThatThrownBy(() -> open(32, 0)).hasMessageContaining("created with 16 partitions, not 32");
        assertThatThrownBy(() -> open(0, 1)).hasMessageContaining("created with 2 partition loops, not 1");
    }

    @Test
    void aNewerFormatIsRefusedInASentence() throws IOException {
        open(0, 0).close();
        Files.writeString(
                folder.resolve("node.json"),
                "{\"format\":2,\"partitions\":64,\"loops\":1,\"history\":1,\"created_by\":\"carillon 9\"}");
        assertThatThrownBy(() -> open(0, 0))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("has format 2, written by carillon 9")
                .hasMessageContaining("Nothing was touched");
    }

    @Test
    void aDamagedOrMissingDescriptionIsRefusedRatherThanGuessed() throws IOException {
        open(0, 0).close();
        Files.writeString(folder.resolve("node.json"), "{\"format\":1,");
        assertThatThrownBy(() -> open(0, 0)).hasMessageContaining("is damaged");
        Files.delete(folder.resolve("node.json"));
        Files.createDirectories(folder.resolve("log"));
        assertThatThrownBy(() -> open(0, 0)).hasMessageContaining("has data but no node.json");
    }

    private DataFolder open(int partitions, int loops) throws IOException {
        return DataFolder.open(folder, partitions, loops, NEW);
    }
}
