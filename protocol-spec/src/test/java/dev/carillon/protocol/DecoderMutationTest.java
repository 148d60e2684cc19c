package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged vectors, many and seeded, under the same rules as {@link DecoderFuzzTest}. */
class DecoderMutationTest {
    private static final int BYTES_MAX = 300;

    @Test
    void survivesDamagedVectors() throws IOException {
        run(1, 40_000);
    }

    @Test
    @Tag("long")
    void survivesManyMoreDamagedVectors() throws IOException {
        for (int seed = 2; seed < 102; seed++) {
            run(seed, 40_000);
        }
    }

    private static void run(long seed, int rounds) throws IOException {
        List<byte[]> client = vectors("c>s");
        List<byte[]> node = vectors("s>c");
        Random random = new Random(seed);
        int frames = 0;
        for (int i = 0; i < rounds; i++) {
            boolean fromClient = random.nextBoolean();
            byte[] bytes = damaged(fromClient ? client : node, random);
            try {
                frames += DecoderFuzzTest.stream(bytes, fromClient);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ", round " + i + ": " + HexFormat.of().formatHex(bytes), e);
            }
        }
        // Damage that never leaves a frame whole would test the length field only.
        assertThat(frames).isGreaterThan(rounds / 4);
    }

    private static byte[] damaged(List<byte[]> vectors, Random random) {
        byte[] first = vectors.get(random.nextInt(vectors.size()));
        byte[] second = vectors.get(random.nextInt(vectors.size()));
        byte[] bytes = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, bytes, first.length, second.length);
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] = (byte) (0x3F + random.nextInt(3) * 0x40);
                default -> bytes = Arrays.copyOf(bytes, at + 1);
            }
        }
        return bytes;
    }

    private static List<byte[]> vectors(String direction) throws IOException {
        List<byte[]> found = new ArrayList<>();
        Stream.concat(VectorsTest.valid(), VectorsTest.invalid())
                .filter(row -> row[1].startsWith(direction) && row[2].length() <= 2 * BYTES_MAX)
                .forEach(row -> found.add(HexFormat.of().parseHex(row[2])));
        return found;
    }
}
