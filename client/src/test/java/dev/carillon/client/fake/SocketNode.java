package dev.carillon.client.fake;

import dev.carillon.protocol.AliasReader;
import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A node on a real socket that says yes to everything: for what only a real socket can show. */
public final class SocketNode implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    public final List<String> stored = new CopyOnWriteArrayList<>();
    /** Delivered to everyone who says HELLO. */
    public final List<String> inbox = new CopyOnWriteArrayList<>();

    /** A payload that is refused. */
    public volatile String refuse = "nothing is refused";

    public volatile int error;
    /** Answers the first SEND with this ERROR, and stores nothing. */
    public volatile int errorAtSend;

    /** At the end of the inbox bob has read what this device sent, up to here; 0 for no receipt. */
    public volatile long readUpTo;

    public SocketNode() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "socket-node");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    /** Breaks every connection. */
    public void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(socket), "socket-node-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        byte[] buffer = new byte[256 * 1024];
        int held = 0;
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            Session session = new Session();
            int read = in.read(buffer);
            while (read >= 0) {
                held += read;
                int at = 0;
                int consumed = 1;
                while (consumed > 0 && at < held && !session.over) {
                    consumed = ClientFrameDecoder.decode(new UnsafeBuffer(buffer), at, held, Limits.FRAME_MAX, session);
                    at += Math.max(0, consumed);
                }
                System.arraycopy(buffer, at, buffer, 0, held - at);
                held -= at;
                out.write(Arrays.copyOf(session.bytes, session.at));
                session.at = 0;
                if (session.over) {
                    return;
                }
                read = in.read(buffer, held, buffer.length - held);
            }
        } catch (IOException e) {
            // the test is over, or cut the connection
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    private final class Session extends FrameAdapter {
        private final byte[] bytes = new byte[1 << 20];
        private final MutableDirectBuffer out = new UnsafeBuffer(bytes);
        private final AliasReader aliases = new AliasReader();
        private int at;
        private long cseq;
        private boolean over;

        @Override
        public void onHello(
                int version,
                boolean enrol,
                DirectBuffer buffer,
                int token,
                int tokenLength,
                long install,
                long lastSeq,
                long nextCseq,
                int tlvs,
                int tlvsLength) {
            if (error != 0) {
                at = FrameEncoder.error(out, at, error, 0, "scripted".getBytes(StandardCharsets.UTF_8));
                over = true;
                return;
            }
            cseq = nextCseq - 1;
            at = FrameEncoder.welcome(
                    out, at, enrol, inbox.size() + (readUpTo > 0 ? 1 : 0), cseq, 1_000_000, out, 0, 0);
            UnsafeBuffer name = new UnsafeBuffer("bob".getBytes(StandardCharsets.UTF_8));
            for (int i = (int) lastSeq; i < inbox.size(); i++) {
                UnsafeBuffer payload = new UnsafeBuffer(inbox.get(i).getBytes(StandardCharsets.UTF_8));
                at = FrameEncoder.deliverNamed(
                        out, at, false, false, 0, name, 0, 3, 7, i + 1, false, 0, payload, 0, payload.capacity());
            }
            if (readUpTo > 0 && lastSeq <= inbox.size()) {
                at = FrameEncoder.receipt(out, at, ReceiptKind.READ, name, 0, 3, install, readUpTo, null);
            }
        }

        @Override
        public void onSend(
                boolean wide,
                int cseqLow,
                boolean receipt,
                int alias,
                DirectBuffer buffer,
                int name,
                int nameLength,
                int payload,
                int payloadLength) {
            if (nameLength > 0) {
                aliases.define(alias, buffer, name, nameLength, 0, 0);
            }
            if (errorAtSend != 0) {
                at = FrameEncoder.error(out, at, errorAtSend, 0, "scripted".getBytes(StandardCharsets.UTF_8));
                over = true;
                return;
            }
            cseq++;
            String to = new String(aliases.name(alias), StandardCharsets.UTF_8);
            String text = buffer.getStringWithoutLengthUtf8(payload, payloadLength);
            if (text.equals(refuse)) {
                at = FrameEncoder.sendRefused(out, at, RefusalCode.BLOCKED, cseq, 0);
            } else {
                stored.add(to + ":" + text);
                at = FrameEncoder.sendAck(out, at, false, cseq);
            }
        }

        @Override
        public void onPing(int seqLow) {
            at = FrameEncoder.pong(out, at, 0);
        }

        @Override
        public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
            over = true;
        }

        @Override
        public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
            over = true;
        }

        @Override
        public void onMalformed(ErrorCode reason, String detail) {
            over = true;
        }
    }
}
