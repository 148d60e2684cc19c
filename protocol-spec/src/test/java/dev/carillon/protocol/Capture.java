package dev.carillon.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a capture file (pcap, Ethernet, IPv4, TCP without checksums) of connections to a node's port. */
final class Capture {
    private static final int SYN = 2;
    private static final int ACK = 16;
    private static final int PUSH_ACK = 24;
    private static final byte[] CLIENT = {10, 0, 0, 1};
    private static final byte[] NODE = {10, 0, 0, 2};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final int nodePort;
    private int clientPort = 40_000;
    private int clientSeq;
    private int nodeSeq;
    private int packets;

    Capture(int nodePort) {
        this.nodePort = nodePort;
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65_535)
                .putInt(1);
        out.writeBytes(header.array());
    }

    /** Begins a new connection, from another port of the client's. */
    void connect() {
        clientPort++;
        clientSeq = 1_000;
        nodeSeq = 5_000;
        packet(true, SYN, new byte[0]);
        clientSeq++;
        packet(false, SYN | ACK, new byte[0]);
        nodeSeq++;
        packet(true, ACK, new byte[0]);
    }

    /** One segment. */
    void segment(boolean fromClient, byte[] data) {
        packet(fromClient, PUSH_ACK, data);
        if (fromClient) {
            clientSeq += data.length;
        } else {
            nodeSeq += data.length;
        }
    }

    void write(Path file) throws IOException {
        Files.write(file, out.toByteArray());
    }

    private void packet(boolean fromClient, int flags, byte[] data) {
        int length = 14 + 20 + 20 + data.length;
        ByteBuffer record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        packets++;
        out.writeBytes(record.putInt(packets / 1_000)
                .putInt(packets % 1_000 * 1_000)
                .putInt(length)
                .putInt(length)
                .array());
        ByteBuffer bytes = ByteBuffer.allocate(length);
        bytes.put(new byte[12]).putShort((short) 0x0800);
        bytes.put((byte) 0x45).put((byte) 0).putShort((short) (length - 14)).putInt(packets << 16);
        bytes.put((byte) 64).put((byte) 6).putShort((short) 0);
        bytes.put(fromClient ? CLIENT : NODE).put(fromClient ? NODE : CLIENT);
        bytes.putShort((short) (fromClient ? clientPort : nodePort));
        bytes.putShort((short) (fromClient ? nodePort : clientPort));
        bytes.putInt(fromClient ? clientSeq : nodeSeq).putInt(fromClient ? nodeSeq : clientSeq);
        bytes.put((byte) (5 << 4)).put((byte) flags).putShort((short) -1).putInt(0);
        out.writeBytes(bytes.put(data).array());
    }
}
