package dev.carillon.node.cluster;

import dev.carillon.node.cluster.Rebalance.Phase;
import dev.carillon.node.cluster.Rebalance.PlannedMove;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Decoded;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.PartitionMapCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link ClusterState}, on the wire and on disk: a version, the parts in the order of the record, a CRC-32C
 * of all of it. Numbers are big-endian, lists have their length before them, texts are as {@link DataOutputStream#writeUTF}
 * has them.
 */
public final class ClusterStateCodec {
    private static final int VERSION = 4;

    /** Of before the format that nodes write could rise. */
    private static final int VERSION_3 = 3;

    /** Of before recoveries of the meta group. */
    private static final int VERSION_2 = 2;

    /**
     * Of before recoveries of partitions. The lowest version that can say it all is written, so that nodes of any version
     * read it as long as nothing happened that they do not know.
     */
    private static final int VERSION_1 = 1;

    private static final int ABORTING = 1;
    private static final int RECOVERY = 2;
    private static final int CHECKSUM = Integer.BYTES;

    /** More than any cluster has; a longer list is no list. */
    private static final int LIST_MAX = 1 << 16;

    private ClusterStateCodec() {}

    public static byte[] encode(ClusterState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            int version = versionFor(state);
            out.writeByte(version);
            out.writeLong(state.version());
            out.writeUTF(state.map().id());
            byte[] ring = PartitionMapCodec.encode(state.map().ring());
            out.writeInt(ring.length);
            out.write(ring);
            list(out, state.map().nodes(), ClusterStateCodec::write);
            out.writeInt(state.meta().generation());
            numbers(out, state.meta().replicas());
            list(out, state.handovers(), ClusterStateCodec::write);
            out.writeInt(state.attempts());
            Rebalance now = state.rebalance();
            list(out, now == null ? List.of() : List.of(now), ClusterStateCodec::write);
            list(out, state.past(), ClusterStateCodec::write);
            list(out, state.receipts(), ClusterStateCodec::write);
            if (version > VERSION_2) {
                list(out, state.recoveries(), ClusterStateCodec::write);
            }
            if (version > VERSION_3) {
                out.writeShort(state.format());
            }
            out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static int versionFor(ClusterState state) {
        if (state.format() > Format.FIRST) {
            return VERSION;
        }
        if (!state.recoveries().isEmpty()) {
            return VERSION_3;
        }
        return state.handovers().stream().anyMatch(Handover::recovery) ? VERSION_2 : VERSION_1;
    }

    /** @return null if it is not whole, not of this version, or makes no sense */
    public static @Nullable ClusterState decode(byte[] bytes) {
        int end = bytes.length - CHECKSUM;
        if (end < 1) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
                DataInputStream sum = new DataInputStream(new ByteArrayInputStream(bytes, end, CHECKSUM))) {
            if (sum.readInt() != checksum(bytes, end)) {
                return null;
            }
            int version = in.readByte();
            if (version < VERSION_1 || version > VERSION) {
                return null;
            }
            ClusterState state = state(in, version);
            return in.available() == 0 ? state : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static ClusterState state(DataInputStream in, int format) throws IOException {
        long version = in.readLong();
        String id = in.readUTF();
        byte[] ringBytes = in.readNBytes(in.readInt());
        if (!(PartitionMapCodec.decode(ringBytes) instanceof Decoded.Whole ring)) {
            throw new IllegalArgumentException("no ring");
        }
        PartitionMap map = ring.map();
        List<ClusterNode> nodes = list(in, ClusterStateCodec::node);
        Assignment meta = new Assignment(in.readInt(), numbers(in));
        List<Handover> handovers = list(in, ClusterStateCodec::handover);
        int attempts = in.readInt();
        List<Rebalance> now = list(in, ClusterStateCodec::rebalance);
        return new ClusterState(
                version,
                new ClusterMap(id, map, nodes),
                meta,
                handovers,
                attempts,
                now.isEmpty() ? null : now.get(0),
                list(in, ClusterStateCodec::rebalance),
                list(in, ClusterStateCodec::receipt),
                format > VERSION_2 ? list(in, ClusterStateCodec::recovery) : List.of(),
                format > VERSION_3 ? in.readUnsignedShort() : Format.FIRST);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    // The parts.

    private static void write(DataOutputStream out, ClusterNode node) throws IOException {
        out.writeInt(node.id());
        out.writeLong(node.incarnation());
        out.writeUTF(node.clientHost());
        out.writeInt(node.clientPort());
        out.writeUTF(node.peerHost());
        out.writeInt(node.peerPort());
    }

    private static ClusterNode node(DataInputStream in) throws IOException {
        return new ClusterNode(in.readInt(), in.readLong(), in.readUTF(), in.readInt(), in.readUTF(), in.readInt());
    }

    private static void write(DataOutputStream out, Handover handover) throws IOException {
        out.writeInt(handover.partition());
        out.writeInt(handover.attempt());
        numbers(out, handover.to());
        out.writeByte((handover.aborting() ? ABORTING : 0) | (handover.recovery() ? RECOVERY : 0));
    }

    private static Handover handover(DataInputStream in) throws IOException {
        int partition = in.readInt();
        int attempt = in.readInt();
        List<Integer> to = numbers(in);
        int flags = in.readByte();
        return new Handover(partition, attempt, to, (flags & ABORTING) != 0, (flags & RECOVERY) != 0);
    }

    private static void write(DataOutputStream out, Rebalance rebalance) throws IOException {
        out.writeLong(rebalance.number());
        out.writeUTF(rebalance.words());
        list(out, rebalance.waiting(), (to, move) -> {
            to.writeInt(move.partition());
            numbers(to, move.to());
        });
        numbers(out, rebalance.retiring());
        out.writeInt(rebalance.movesPerNode());
        out.writeLong(rebalance.bytesPerSecond());
        out.writeUTF(rebalance.phase().name());
        out.writeInt(rebalance.total());
        out.writeInt(rebalance.done());
        out.writeInt(rebalance.given());
        out.writeLong(rebalance.startedMs());
        out.writeLong(rebalance.endedMs());
    }

    private static Rebalance rebalance(DataInputStream in) throws IOException {
        return new Rebalance(
                in.readLong(),
                in.readUTF(),
                list(in, from -> new PlannedMove(from.readInt(), numbers(from))),
                numbers(in),
                in.readInt(),
                in.readLong(),
                Phase.valueOf(in.readUTF()),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong());
    }

    private static void write(DataOutputStream out, MoveReceipt receipt) throws IOException {
        out.writeLong(receipt.rebalance());
        out.writeInt(receipt.partition());
        out.writeInt(receipt.attempt());
        out.writeLong(receipt.generation());
        out.writeInt(receipt.leader());
        out.writeLong(receipt.sealIndex());
        out.writeLong(receipt.history());
        out.writeLong(receipt.pauseMicros());
        out.writeLong(receipt.endedMs());
    }

    private static MoveReceipt receipt(DataInputStream in) throws IOException {
        return new MoveReceipt(
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    private static void write(DataOutputStream out, MetaRecovery recovery) throws IOException {
        out.writeLong(recovery.id());
        out.writeInt(recovery.node());
        out.writeInt(recovery.generation());
        out.writeLong(recovery.version());
    }

    private static MetaRecovery recovery(DataInputStream in) throws IOException {
        return new MetaRecovery(in.readLong(), in.readInt(), in.readInt(), in.readLong());
    }

    // Lists.

    private interface Writer<T> {
        void write(DataOutputStream out, T part) throws IOException;
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    private static <T> void list(DataOutputStream out, List<T> parts, Writer<T> writer) throws IOException {
        out.writeInt(parts.size());
        for (T part : parts) {
            writer.write(out, part);
        }
    }

    private static <T> List<T> list(DataInputStream in, Reader<T> reader) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > LIST_MAX) {
            throw new IllegalArgumentException("a list of " + size);
        }
        List<T> parts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            parts.add(reader.read(in));
        }
        return parts;
    }

    private static void numbers(DataOutputStream out, List<Integer> numbers) throws IOException {
        list(out, numbers, DataOutputStream::writeInt);
    }

    private static List<Integer> numbers(DataInputStream in) throws IOException {
        return list(in, DataInputStream::readInt);
    }
}
