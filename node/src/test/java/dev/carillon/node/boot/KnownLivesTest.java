package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which life of another node was met first is known after any restart, or the node does not start. */
class KnownLivesTest {
    private static final long LIFE = 0xF00D_0000_0000_0001L;

    @TempDir
    private Path folder;

    private KnownLives lives() {
        ClusterMap map = new ClusterMap(
                "c",
                Placement.initial(
                        8, 3, IntStream.rangeClosed(1, 3).mapToObj(Member::of).toList()),
                IntStream.rangeClosed(1, 3)
                        .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", 7400 + id, "127.0.0.1", 7500 + id))
                        .toList());
        return new KnownLives(folder, () -> map, 1);
    }

    private Path file() {
        return folder.resolve("peers.json");
    }

    @Test
    void theFirstLifeThatIsMetIsTheOnlyOneAlsoAfterARestart() {
        KnownLives before = lives();
        assertThat(before.isEvicted(2, LIFE)).isFalse();
        assertThat(before.isEvicted(2, 7)).isTrue();
        KnownLives after = lives();
        assertThat(after.isEvicted(2, 7)).as("another life").isTrue();
        assertThat(after.isEvicted(2, LIFE)).isFalse();
        assertThat(after.isEvicted(3, 7)).as("another node").isFalse();
        assertThat(lives().isEvicted(2, LIFE)).as("the others are still there").isFalse();
    }

    @Test
    void onlyOthersInTheMapAreMembers() {
        KnownLives known = lives();
        for (long node : List.of(2L, 3L)) {
            assertThat(known.isMember(node)).isTrue();
        }
        for (long node : List.of(0L, 1L, 4L, (1L << 32) + 2)) {
            assertThat(known.isMember(node)).as("%d", node).isFalse();
        }
    }

    /** A write that was cut off leaves the file beside, and the one before as it was. */
    @Test
    void aTornWriteLeavesWhatWasKnown() throws IOException {
        lives().isEvicted(2, LIFE);
        Files.writeString(folder.resolve("peers.json.new"), "{\"2\": \"f0");
        KnownLives after = lives();
        assertThat(after.isEvicted(2, 7)).isTrue();
        assertThat(after.isEvicted(3, 9)).isFalse();
        assertThat(lives().isEvicted(3, 8)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"2\": \"f0", "{\"2\": \"xyz\"}", "{\"2\": null}", "{\"format\": 2}", "{two: \"1\"}"
            })
    void whatCannotBeReadIsRefusedAndLeftAlone(String text) throws IOException {
        Files.writeString(file(), text);
        assertThatThrownBy(this::lives)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("peers.json is damaged")
                .hasMessageContaining("Nothing was touched");
        assertThat(Files.readString(file())).isEqualTo(text);
    }
}
