package dev.carillon.client.fake;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.client.runtime.Link;
import dev.carillon.client.runtime.LinkListener;
import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.client.runtime.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Connections between clients on a {@link VirtualLoop} and one {@link FakeNode}. */
public final class FakeNetwork {
    /** One connection, seen from outside. */
    public final class Pipe implements Link {
        private final LinkListener client;
        private final FakeConnection server;
        private final List<byte[]> written = new ArrayList<>();
        private boolean open;
        private boolean gone;
        /** Nothing gets through any more, and nobody is told. */
        public boolean blackHole;

        private final Life life;
        private final ServerAddress address;

        Pipe(LinkListener client, Life life, ServerAddress address) {
            this.address = address;
            this.client = client;
            this.life = life;
            this.server = new FakeConnection(node, this);
        }

        /** Where the client thinks it is. */
        ServerAddress address() {
            return address;
        }

        public FakeConnection server() {
            return server;
        }

        public boolean isOpen() {
            return open && !gone;
        }

        @Override
        public boolean write(DirectBuffer buffer, int offset, int length) {
            onWrite.run();
            byte[] copy = new byte[length];
            buffer.getBytes(offset, copy);
            written.add(copy);
            return true;
        }

        @Override
        public void flush() {
            List<byte[]> chunks = List.copyOf(written);
            written.clear();
            flushes++;
            for (byte[] chunk : chunks) {
                loop.schedule(() -> toServer(chunk), latencyMs());
            }
        }

        @Override
        public void close() {
            loop.schedule(() -> cut(null), latencyMs());
        }

        /** The connection breaks now; what is under way is lost. */
        public void cut(@Nullable IOException cause) {
            if (!gone) {
                gone = true;
                if (!life.over) {
                    client.onClosed(cause);
                }
            }
        }

        void opened() {
            if (!gone && !life.over) {
                open = true;
                client.onOpened();
            }
        }

        private void toServer(byte[] bytes) {
            if (!gone && !blackHole) {
                bytesToServer += bytes.length;
                server.bytes(bytes);
            }
        }

        void toClient(byte[] bytes) {
            loop.schedule(
                    () -> {
                        if (!gone && !blackHole && !life.over) {
                            deliver(bytes);
                        }
                    },
                    latencyMs());
        }

        private void deliver(byte[] bytes) {
            int at = 0;
            while (at < bytes.length && !gone && !life.over) {
                int piece = chopped ? 1 + loop.random().nextInt(bytes.length - at) : bytes.length - at;
                client.onBytes(new UnsafeBuffer(bytes), at, piece);
                at += piece;
            }
            if (!gone && !life.over) {
                client.onReadComplete();
            }
        }
    }

    public final VirtualLoop loop;
    public final FakeNode node;
    public final List<Pipe> pipes = new ArrayList<>();
    public final List<ServerAddress> attempts = new ArrayList<>();
    /** Connection attempts fail. */
    public boolean down;
    /** Hosts that do not answer. */
    public final Set<String> dead = new HashSet<>();
    /** Bytes arrive in random pieces. */
    public boolean chopped;

    public int latencyMs = 1;
    public long flushes;
    /** Runs whenever a client hands bytes to its connection. */
    public Runnable onWrite = () -> {};

    public long bytesToServer;
    private long installs = 0x1111;

    public FakeNetwork(long seed) {
        this.loop = new VirtualLoop(seed);
        this.node = new FakeNode(loop);
    }

    /** The newest connection. */
    public Pipe pipe() {
        return pipes.get(pipes.size() - 1);
    }

    private long latencyMs() {
        return latencyMs;
    }

    /** One process: what it does after {@link #kill} reaches nobody. */
    public final class Life implements ClientRuntime, Transport {
        private boolean over;

        /** The process is gone, between one moment and the next. */
        public void kill() {
            over = true;
            pipes.stream().filter(pipe -> pipe.life == this).forEach(pipe -> pipe.gone = true);
        }

        public boolean over() {
            return over;
        }

        @Override
        public Link connect(ClientLoop clientLoop, ServerAddress address, long timeoutMs, LinkListener listener) {
            Pipe pipe = new Pipe(listener, this, address);
            attempts.add(address);
            pipes.add(pipe);
            loop.schedule(
                    () -> {
                        if (down || dead.contains(address.host())) {
                            pipe.cut(new IOException("Connection refused"));
                        } else {
                            pipe.opened();
                        }
                    },
                    latencyMs());
            return pipe;
        }

        @Override
        public ClientLoop nextLoop() {
            return loop;
        }

        @Override
        public Transport transport() {
            return this;
        }

        @Override
        public long newInstall() {
            return installs++;
        }

        @Override
        public void close() {}
    }

    /** A new process. */
    public Life life() {
        return new Life();
    }
}
