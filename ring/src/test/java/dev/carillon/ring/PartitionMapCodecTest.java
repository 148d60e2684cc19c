package dev.carillon.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.MapFlaw.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionMapCodecTest {
    /** Two members, the second with a zone, two partitions; see the layout in {@link PartitionMapCodec}. */
    private static final PartitionMap SMALL = new PartitionMap(
            258,
            2,
            List.of(Member.of(3), new Member(70_000, "é", "eu", 50, MemberState.DRAINING)),
            List.of(new Assignment(1, List.of(70_000, 3)), new Assignment(9, List.of(3))));

    private static final String SMALL_HEX = "43504d50" + "01" + "01" + "02" + "0000000000000102" + "0002"
            + "00000003" + "00000064" + "01" + "026e33" + "00"
            + "00011170" + "00000032" + "02" + "02c3a9" + "026575"
            + "00000001" + "02" + "0001" + "0000"
            + "00000009" + "01" + "0000";

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    private static Kind flawOf(byte[] bytes) {
        Decoded decoded = PartitionMapCodec.decode(bytes);
        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
        MapFlaw flaw = ((Decoded.Malformed) decoded).flaw();
        assertThat(flaw.sentence()).isNotBlank();
        return flaw.kind();
    }

    private static byte[] sealed(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return ByteBuffer.allocate(content.length + 4)
                .put(content)
                .putInt((int) crc.getValue())
                .array();
    }

    private static Kind flawAfter(Consumer<ByteBuffer> damage) {
        byte[] content = HexFormat.of().parseHex(SMALL_HEX);
        damage.accept(ByteBuffer.wrap(content));
        return flawOf(sealed(content));
    }

    @Test
    void writesTheBytesThatTheFormatSays() {
        assertThat(PartitionMapCodec.encode(SMALL))
                .isEqualTo(sealed(HexFormat.of().parseHex(SMALL_HEX)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsWhatItWroteAndNothingThatIsDamaged(int seed) {
        for (int i = 0; i < 20; i++) {
            PartitionMap map = new RandomRing(seed * 1000L + i).placed(6, 12);
            byte[] bytes = PartitionMapCodec.encode(map);
            assertThat(PartitionMapCodec.decode(bytes)).isEqualTo(new Decoded.Whole(map));
            for (int at = 0; at < bytes.length; at++) {
                byte[] damaged = bytes.clone();
                damaged[at] ^= (byte) (1 << (at + i) % 8);
                assertThat(PartitionMapCodec.decode(damaged)).isInstanceOf(Decoded.Malformed.class);
            }
        }
    }

    @Test
    void refusesEveryBeginningOfAMap() {
        byte[] content = HexFormat.of().parseHex(SMALL_HEX);
        for (int length = 0; length < content.length; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThat(flawOf(cut)).isIn(Kind.TOO_SHORT, Kind.CHECKSUM);
            assertThat(flawOf(sealed(cut))).isEqualTo(Kind.TOO_SHORT);
        }
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(flawAfter(b -> b.putInt(0, 1))).isEqualTo(Kind.NOT_A_MAP);
        assertThat(flawAfter(b -> b.put(4, (byte) 2))).isEqualTo(Kind.NEWER_VERSION);
        assertThat(flawAfter(b -> b.put(5, (byte) 17))).isEqualTo(Kind.BAD_PARTITION_COUNT);
        assertThat(flawAfter(b -> b.put(5, (byte) -1))).isEqualTo(Kind.BAD_PARTITION_COUNT);
        assertThat(flawAfter(b -> b.put(5, (byte) 31))).isEqualTo(Kind.BAD_PARTITION_COUNT);
        assertThat(flawAfter(b -> b.put(5, (byte) 0))).isEqualTo(Kind.TRAILING_BYTES);
        assertThat(flawAfter(b -> b.put(5, (byte) 2))).isEqualTo(Kind.TOO_SHORT);
        assertThat(flawAfter(b -> b.put(6, (byte) 0))).isEqualTo(Kind.BAD_REPLICATION_FACTOR);
        assertThat(flawAfter(b -> b.put(6, (byte) 8))).isEqualTo(Kind.BAD_REPLICATION_FACTOR);
        assertThat(flawAfter(b -> b.putLong(7, 0))).isEqualTo(Kind.BAD_EPOCH);
        assertThat(flawAfter(b -> b.putShort(15, (short) 60_000))).isEqualTo(Kind.BAD_MEMBER_COUNT);
        assertThat(flawAfter(b -> b.putInt(17, 70_000))).isEqualTo(Kind.MEMBERS_OUT_OF_ORDER);
        assertThat(flawAfter(b -> b.putInt(17, 0))).isEqualTo(Kind.BAD_MEMBER);
        assertThat(flawAfter(b -> b.putInt(21, 0))).isEqualTo(Kind.BAD_MEMBER);
        assertThat(flawAfter(b -> b.putInt(21, Member.WEIGHT_MAX + 1))).isEqualTo(Kind.BAD_MEMBER);
        assertThat(flawAfter(b -> b.put(25, (byte) 9))).isEqualTo(Kind.BAD_MEMBER);
        assertThat(flawAfter(b -> b.put(27, (byte) 27))).isEqualTo(Kind.BAD_MEMBER);
        assertThat(flawAfter(b -> b.put(40, (byte) 0xff))).isEqualTo(Kind.BAD_TEXT);
        assertThat(flawAfter(b -> b.putInt(45, 0))).isEqualTo(Kind.BAD_GENERATION);
        assertThat(flawAfter(b -> b.putShort(50, (short) 2))).isEqualTo(Kind.UNKNOWN_NODE);
        assertThat(flawAfter(b -> b.putShort(52, (short) 1))).isEqualTo(Kind.NODE_TWICE);
        byte[] bytes = PartitionMapCodec.encode(SMALL);
        bytes[20] ^= 1;
        assertThat(flawOf(bytes)).isEqualTo(Kind.CHECKSUM);
        byte[] longer = HexFormat.of().parseHex(SMALL_HEX + "00");
        assertThat(flawOf(sealed(longer))).isEqualTo(Kind.TRAILING_BYTES);
    }

    @Test
    void refusesAPartitionThatIsNowhere() {
        byte[] content = HexFormat.of().parseHex(SMALL_HEX.substring(0, SMALL_HEX.length() - 6) + "00");
        assertThat(flawOf(sealed(content))).isEqualTo(Kind.BAD_REPLICA_COUNT);
    }
}
