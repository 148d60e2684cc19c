package dev.carillon.ring;

import dev.carillon.ring.MapFlaw.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a partition map. Equal maps have equal bytes, and bytes that decode encode to themselves. Version 1, big
 * endian:
 *
 * <pre>
 * "CPMP" | version 1 | log2 partitions 1 | RF 1 | epoch 8 | members 2
 * member:    id 4 | weight 4 | state 1 | name length 1, name | zone length 1, zone
 * partition: generation 4 | replicas 1 | per replica 2: its member's place in the list above
 * CRC-32C of everything before it, 4
 * </pre>
 *
 * <p>Pure; any thread.
 */
public final class PartitionMapCodec {
    private static final int MAGIC = 0x43504d50;
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 17;
    private static final int CHECKSUM_BYTES = 4;

    private PartitionMapCodec() {}

    public static byte[] encode(PartitionMap map) {
        List<byte[]> texts = new ArrayList<>();
        int size = HEADER_BYTES + CHECKSUM_BYTES;
        for (Member member : map.members()) {
            texts.add(member.name().getBytes(StandardCharsets.UTF_8));
            texts.add(member.zone().getBytes(StandardCharsets.UTF_8));
            size += 9 + 2;
        }
        for (byte[] text : texts) {
            size += text.length;
        }
        for (Assignment assignment : map.assignments()) {
            size += 5 + 2 * assignment.replicas().size();
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(MAGIC).put(VERSION);
        out.put((byte) Integer.numberOfTrailingZeros(map.assignments().size()));
        out.put((byte) map.replicationFactor()).putLong(map.epoch()).putShort((short)
                map.members().size());
        for (int i = 0; i < map.members().size(); i++) {
            Member member = map.members().get(i);
            out.putInt(member.id()).putInt(member.weight()).put((byte)
                    member.state().code());
            putText(out, texts.get(2 * i));
            putText(out, texts.get(2 * i + 1));
        }
        NodeIndex places = new NodeIndex(map.members());
        for (Assignment assignment : map.assignments()) {
            out.putInt(assignment.generation()).put((byte) assignment.replicas().size());
            for (int node : assignment.replicas()) {
                out.putShort((short) places.of(node));
            }
        }
        out.putInt(checksum(out.array(), out.position()));
        return out.array();
    }

    /** The map in these bytes, or why there is none. */
    public static Decoded decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        MapFlaw flaw = flawInFrame(in, bytes);
        if (flaw != null) {
            return new Decoded.Malformed(flaw);
        }
        in.limit(bytes.length - CHECKSUM_BYTES).position(5);
        try {
            return decodeContent(in);
        } catch (BufferUnderflowException e) {
            return malformed(Kind.TOO_SHORT, "the map ends in the middle of a field");
        } catch (CharacterCodingException e) {
            return malformed(Kind.BAD_TEXT, "a name or zone before byte " + in.position() + " is no UTF-8");
        }
    }

    private static @Nullable MapFlaw flawInFrame(ByteBuffer in, byte[] bytes) {
        if (bytes.length < HEADER_BYTES + CHECKSUM_BYTES) {
            return new MapFlaw(Kind.TOO_SHORT, "a map is longer than " + bytes.length + " bytes");
        }
        if (in.getInt(0) != MAGIC) {
            return new MapFlaw(Kind.NOT_A_MAP, "these bytes do not begin like a partition map");
        }
        int content = bytes.length - CHECKSUM_BYTES;
        if (in.getInt(content) != checksum(bytes, content)) {
            return new MapFlaw(Kind.CHECKSUM, "the map is damaged: its checksum does not fit");
        }
        if (bytes[4] != VERSION) {
            return new MapFlaw(
                    Kind.NEWER_VERSION, "the map has version " + bytes[4] + ", and this Carillon reads " + VERSION);
        }
        return null;
    }

    private static Decoded decodeContent(ByteBuffer in) throws CharacterCodingException {
        int log = in.get();
        int rf = in.get();
        long epoch = in.getLong();
        int count = in.getShort() & 0xffff;
        if (log < 0 || 1 << Math.min(log, 30) > Partitions.MAX) {
            return malformed(Kind.BAD_PARTITION_COUNT, "2 to the power of " + log + " is no number of partitions");
        }
        if (count > PartitionMap.MEMBERS_MAX) {
            return malformed(Kind.BAD_MEMBER_COUNT, count + " members are more than a map has");
        }
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = in.getInt();
            int weight = in.getInt();
            int code = in.get();
            MemberState state = stateOf(code);
            if (state == null) {
                return malformed(Kind.BAD_MEMBER, "node " + id + " has the unknown state " + code);
            }
            members.add(new Member(id, text(in), text(in), weight, state));
        }
        List<Assignment> assignments = new ArrayList<>();
        for (int p = 0; p < 1 << log; p++) {
            int generation = in.getInt();
            int size = in.get() & 0xff;
            List<Integer> replicas = new ArrayList<>(Math.min(size, PartitionMap.REPLICAS_MAX));
            for (int i = 0; i < size; i++) {
                int place = in.getShort() & 0xffff;
                if (place >= count) {
                    return malformed(Kind.UNKNOWN_NODE, "partition " + p + " names member " + place + " of " + count);
                }
                replicas.add(members.get(place).id());
            }
            assignments.add(new Assignment(generation, replicas));
        }
        if (in.hasRemaining()) {
            return malformed(Kind.TRAILING_BYTES, in.remaining() + " bytes follow the map");
        }
        MapFlaw flaw = MapRules.flawIn(epoch, rf, members, assignments);
        return flaw != null
                ? new Decoded.Malformed(flaw)
                : new Decoded.Whole(new PartitionMap(epoch, rf, members, assignments));
    }

    private static Decoded malformed(Kind kind, String sentence) {
        return new Decoded.Malformed(new MapFlaw(kind, sentence));
    }

    private static @Nullable MemberState stateOf(int code) {
        for (MemberState state : MemberState.values()) {
            if (state.code() == code) {
                return state;
            }
        }
        return null;
    }

    private static void putText(ByteBuffer out, byte[] text) {
        out.put((byte) text.length).put(text);
    }

    private static String text(ByteBuffer in) throws CharacterCodingException {
        int length = in.get() & 0xff;
        byte[] bytes = new byte[length];
        in.get(bytes);
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
