package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.StateExport;
import dev.carillon.storage.memory.MemoryStateEngine;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that is not whole is refused, whatever is wrong with it. */
class StoredBackupTest {
    @TempDir
    private Path folder = Path.of("");

    private String manifest = "";

    @BeforeEach
    void write() throws Exception {
        StringBuilder files = new StringBuilder();
        for (int p = 0; p < 2; p++) {
            byte[] bytes = emptyPartition(p);
            Files.write(file(p), bytes);
            files.append(p == 0 ? "" : ",")
                    .append("{\"partition\":" + p + ",\"bytes\":" + bytes.length + ",\"sha256\":\""
                            + HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(bytes))
                            + "\"}");
        }
        manifest =
                "{\"format\":1,\"backup\":\"ab\",\"cluster\":\"bells\",\"partitions\":2,\"taken_ms\":1000,\"taken_by\":\"x\","
                        + "\"files\":[" + files + "]}";
        describe(manifest);
    }

    private static byte[] emptyPartition(int partition) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        UnsafeBuffer chunk = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES]);
        try (StateExport export = new MemoryStateEngine().export(partition)) {
            for (int length = export.read(chunk, 0, chunk.capacity());
                    length > 0;
                    length = export.read(chunk, 0, chunk.capacity())) {
                out.writeInt(length);
                out.write(chunk.byteArray(), 0, length);
            }
        }
        return bytes.toByteArray();
    }

    private Path file(int partition) {
        return folder.resolve("partition-0000" + partition + ".state");
    }

    private void describe(String text) throws IOException {
        Files.writeString(folder.resolve("backup.json"), text);
    }

    private void check() throws IOException {
        BackupCheck.of(StoredBackup.open(folder), (done, bytes) -> {});
    }

    private void refused(String... words) {
        assertThatThrownBy(this::check)
                .isInstanceOf(CommandException.class)
                .hasMessageContainingAll(words)
                .hasMessageContaining("Nothing was touched");
    }

    @Test
    void aWholeOneIsRead() throws IOException {
        check();
        StoredBackup backup = StoredBackup.open(folder);
        assertThat(backup.id()).isEqualTo("ab");
        assertThat(backup.partitions()).isEqualTo(2);
        assertThat(backup.bytes()).isEqualTo(Files.size(file(0)) + Files.size(file(1)));
    }

    @Test
    void everyByteOfAPartitionCounts() throws IOException {
        byte[] good = Files.readAllBytes(file(1));
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file(1), bad);
            refused(file(1).toString());
        }
    }

    @Test
    void filesThatAreShorterLongerSwappedOrMissingAreSeen() throws IOException {
        byte[] good = Files.readAllBytes(file(1));
        Files.write(file(1), Arrays.copyOf(good, good.length - 1));
        refused("is shorter");
        Files.write(file(1), Arrays.copyOf(good, good.length + 1));
        refused("is longer");
        Files.write(file(1), Files.readAllBytes(file(0)));
        refused("a chunk of partition 0 came");
        Files.delete(file(1));
        refused("is missing");
    }

    @Test
    void whatTheManifestSaysMustMakeSense() throws IOException {
        describe(manifest.replace("\"format\":1", "\"format\":2"));
        refused("has format 2", "reads format 1");
        describe(manifest.replace("\"partitions\":2", "\"partitions\":4"));
        refused("does not name a file for each of its 4 partitions");
        describe(manifest.replace("\"partitions\":2", "\"partitions\":3"));
        refused("3 partitions, which no cluster has");
        describe(manifest.substring(0, 40));
        refused("is damaged");
        describe("{}");
        refused("no number \"format\"");
        Files.delete(folder.resolve("backup.json"));
        refused("no backup, or one that was not finished");
    }
}
