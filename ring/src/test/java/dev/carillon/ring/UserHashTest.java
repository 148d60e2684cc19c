package dev.carillon.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserHashTest {
    static List<String> vectors() throws IOException {
        return Files.readAllLines(Path.of("vectors", "user-hash.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .skip(1)
                .toList();
    }

    @Test
    void publishesAtLeastFiftyVectors() throws IOException {
        assertThat(vectors()).hasSizeGreaterThanOrEqualTo(50);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void agreesWithThePublishedVectors(String line) {
        String[] field = line.split("\t", -1);
        byte[] user = HexFormat.of().parseHex(field[1]);
        long hash = Long.parseUnsignedLong(field[2], 16);

        assertThat(user).isEqualTo(field[0].getBytes(StandardCharsets.UTF_8));
        assertThat(UserHash.of(user)).isEqualTo(hash);
        assertThat(Partitions.of(64).ofUser(user)).isEqualTo(Integer.parseInt(field[3]));
        assertThat(Partitions.of(256).ofUser(user)).isEqualTo(Integer.parseInt(field[4]));
    }

    @Test
    void readsTheSameFromTheMiddleOfABuffer() {
        byte[] padded = "..alice..".getBytes(StandardCharsets.UTF_8);
        assertThat(UserHash.of(new UnsafeBuffer(padded), 2, 5))
                .isEqualTo(UserHash.of("alice".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 256, 4096})
    void spreadsSimilarUsersEvenlyOverThePartitions(int count) {
        Partitions partitions = Partitions.of(count);
        int each = 400;
        int[] users = new int[count];
        for (int i = 0; i < count * each; i++) {
            users[partitions.ofUser(("u" + i).getBytes(StandardCharsets.UTF_8))]++;
        }
        // Six standard deviations of a binomial around the mean: a fair hash stays inside.
        double slack = 6 * Math.sqrt(each);
        for (int n : users) {
            assertThat((double) n).isBetween(each - slack, each + slack);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 100, 131_072})
    void refusesARingThatIsNoPowerOfTwo(int count) {
        assertThatThrownBy(() -> Partitions.of(count))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("power of two");
    }
}
