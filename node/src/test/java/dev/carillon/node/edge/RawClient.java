package dev.carillon.node.edge;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.FrameType;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A client of bytes over a blocking socket, every wait of which is bounded. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBuffer bytes, 0 for the system's choice */
    RawClient(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
    }

    static byte[] hello(byte[] token) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[512]);
        DirectBuffer bytes = new UnsafeBuffer(token);
        int end = FrameEncoder.hello(frame, 0, true, bytes, 0, token.length, 0x1234_5678_9ABC_DEF0L, 0, 1, bytes, 0, 0);
        byte[] copy = new byte[end];
        frame.getBytes(0, copy);
        return copy;
    }

    static byte[] ping(int seq) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[16]);
        byte[] copy = new byte[FrameEncoder.ping(frame, 0, seq)];
        frame.getBytes(0, copy);
        return copy;
    }

    /** A frame of an unknown, ignorable type; the edge does not look inside. */
    static byte[] frame(int lengthField) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[lengthField + 8]);
        int at = dev.carillon.protocol.Varint.put(frame, 0, lengthField);
        for (int i = 0; i < lengthField; i++) {
            frame.putByte(at + i, i == 0 ? (byte) (31 << 3) : (byte) i);
        }
        byte[] copy = new byte[at + lengthField];
        frame.getBytes(0, copy);
        return copy;
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    byte[] read(int bytes) throws IOException {
        byte[] read = new byte[bytes];
        in.readFully(read);
        return read;
    }

    /** Reads one ERROR frame and the end of the stream. */
    ErrorCode readErrorAndEnd() throws IOException {
        ErrorCode code = readError();
        if (in.read() >= 0) {
            throw new AssertionError("bytes after the ERROR frame");
        }
        return code;
    }

    ErrorCode readError() throws IOException {
        int first = in.readUnsignedByte();
        int length = first < 64 ? first : (first & 0x3F) << 8 | in.readUnsignedByte();
        byte[] body = read(length);
        if ((body[0] & 0xFF) >>> 3 != FrameType.ERROR) {
            throw new AssertionError("not an ERROR frame but type " + ((body[0] & 0xFF) >>> 3));
        }
        ErrorCode code = ErrorCode.of(body[1] & 0xFF);
        if (code == null) {
            throw new AssertionError("unknown error code " + body[1]);
        }
        return code;
    }

    /** Whether the stream has ended, cleanly or not. */
    boolean atEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
