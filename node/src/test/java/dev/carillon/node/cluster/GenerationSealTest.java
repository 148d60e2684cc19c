package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class GenerationSealTest {
    private final GenerationSeal seal = new GenerationSeal();

    @Test
    void theFirstOfSealAndAbortCounts() {
        seal.abort(3, 1);
        assertThat(seal.seal(3, 1, 10)).as("given up").isFalse();
        assertThat(seal.seal(2, 1, 10)).as("before one that was given up").isFalse();
        assertThat(seal.seal(4, 1, 11)).isTrue();
        assertThat(seal.isSealed(1)).isTrue();
        assertThat(seal.seal(5, 1, 12)).as("sealed already").isFalse();
        seal.abort(4, 1);
        assertThat(seal.aborted()).as("too late").isEqualTo(3);
        assertThat(seal.index()).isEqualTo(11);
        assertThat(seal.isSealed(2)).isFalse();
        assertThat(seal.seal(5, 2, 1)).as("the next generation").isTrue();
    }

    @Test
    void oneEntryMoreOrOtherwiseIsAnotherHistory() {
        UnsafeBuffer one = new UnsafeBuffer(new byte[] {0, 1, 2, 3});
        UnsafeBuffer other = new UnsafeBuffer(new byte[] {1, 2, 4});
        seal.heard(1, one, 1, 3);
        GenerationSeal same = new GenerationSeal();
        same.heard(
                1,
                new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(3)
                        .put(new byte[] {1, 2, 3})
                        .flip()),
                0,
                3);
        assertThat(same.history()).isEqualTo(seal.history());
        GenerationSeal different = new GenerationSeal();
        different.heard(1, other, 0, 3);
        assertThat(different.history()).isNotEqualTo(seal.history());
        same.heard(2, one, 1, 3);
        assertThat(same.history()).isNotEqualTo(seal.history());
    }

    @Test
    void isReadAsItWasWritten() {
        seal.abort(2, 1);
        seal.heard(1, new UnsafeBuffer(new byte[] {7}), 0, 1);
        seal.seal(3, 1, 12);
        ExpandableArrayBuffer bytes = new ExpandableArrayBuffer();
        seal.encode(bytes, 5);
        assertThat(GenerationSeal.decode(bytes, 5, GenerationSeal.LENGTH))
                .usingRecursiveComparison()
                .isEqualTo(seal);
    }
}
