package dev.carillon.simulator.recording.live;

import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Tlv;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which port of the proxy leads to which node, and how a MOVE names it. A client that is sent to another node must come
 * there through the proxy again, or it would be seen no more; so the address in a MOVE becomes that of the node's door. An
 * address without a door is left out: the client then goes round the addresses that it was given, which are doors. Any thread.
 */
final class Doors {
    private final Map<String, InetSocketAddress> doors = new ConcurrentHashMap<>();

    void add(InetSocketAddress node, InetSocketAddress door) {
        doors.put(key(node.getHostString(), node.getPort()), door);
        if (!node.isUnresolved()) {
            doors.put(key(node.getAddress().getHostAddress(), node.getPort()), door);
        }
    }

    private static String key(String host, int port) {
        return host + ":" + port;
    }

    @Nullable
    InetSocketAddress door(String host, int port) {
        return doors.get(key(host, port));
    }

    /** Writes a MOVE that is like one with these TLVs, apart from the address. */
    void rewrite(DirectBuffer buffer, int tlvs, int tlvsLength, ByteBuf out) {
        String host = Tlv.moveHost(buffer, tlvs, tlvsLength);
        int port = (int) Tlv.number(buffer, tlvs, tlvsLength, Tlv.MOVE_ADDRESS, 0, 0);
        InetSocketAddress door = host == null ? null : door(host, port);
        UnsafeBuffer changed = new UnsafeBuffer(new byte[tlvsLength + Limits.HOST_MAX + 2 * Tlv.NUMBERS_LENGTH_MAX]);
        int at = 0;
        if (door != null) {
            byte[] name = door.getHostString().getBytes(StandardCharsets.UTF_8);
            at = Tlv.putMoveAddress(changed, at, door.getPort(), name);
        }
        at = copy(buffer, tlvs, tlvsLength, Tlv.MOVE_OWNERSHIP, changed, at);
        at = copy(buffer, tlvs, tlvsLength, Tlv.MOVE_WAIT, changed, at);
        byte[] frame = new byte[at + FrameEncoder.OVERHEAD_MAX];
        int length = FrameEncoder.move(new UnsafeBuffer(frame), 0, changed, 0, at);
        out.writeBytes(frame, 0, length);
    }

    private static int copy(DirectBuffer from, int tlvs, int tlvsLength, int tag, UnsafeBuffer to, int at) {
        int value = Tlv.find(from, tlvs, tlvsLength, tag);
        if (value < 0) {
            return at;
        }
        byte[] bytes = new byte[Tlv.valueLength(from, tlvs, tlvsLength, tag)];
        from.getBytes(value, bytes);
        return Tlv.putBytes(to, at, tag, bytes);
    }
}
