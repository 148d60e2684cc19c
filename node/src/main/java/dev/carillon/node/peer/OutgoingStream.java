package dev.carillon.node.peer;

import com.google.protobuf.UnsafeByteOperations;
import dev.carillon.peer.v1.Frames;
import dev.carillon.peer.v1.Hello;
import dev.carillon.peer.v1.Packet;
import dev.carillon.peer.v1.PeerGrpc;
import dev.carillon.peer.v1.Ping;
import dev.carillon.peer.v1.Pong;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link PeerLink}, from dialling to its end; the next one starts empty. {@link #drain} may be called
 * by any thread and never waits: whoever finds nobody sending sends for all, so that gRPC sees one thread at a time.
 */
final class OutgoingStream implements ClientResponseObserver<Packet, Packet> {
    private static final long NONE = -1;

    /** Hears what becomes of the stream; on an event loop, or inside {@link #start}. */
    interface Listener {
        void onPacket(OutgoingStream stream, Packet packet);

        /** @param cause null if the other node ended it in order */
        void onEnd(OutgoingStream stream, @Nullable Throwable cause);
    }

    private final ManagedChannel channel;
    private final Listener listener;
    private final OutboundQueue queue;
    private final LinkCounters counters;
    private final ClientCall<Packet, Packet> call;
    private final AtomicInteger work = new AtomicInteger();
    private final long startNs;

    private @Nullable ClientCallStreamObserver<Packet> out;
    private volatile boolean open;
    private volatile boolean closing;
    private volatile long pingDue = NONE;
    private volatile long pongDue = NONE;
    private volatile long lastHeardNs;

    OutgoingStream(ManagedChannel channel, Listener listener, PeerLimits limits, LinkCounters counters, long nowNs) {
        this.channel = channel;
        this.listener = listener;
        this.counters = counters;
        this.queue = new OutboundQueue(limits);
        this.startNs = nowNs;
        this.lastHeardNs = nowNs;
        this.call = channel.newCall(
                PeerGrpc.getLinkMethod(), CallOptions.DEFAULT.withOnReadyThreshold(PeerLimits.READY_BYTES));
    }

    void start(Hello hello) {
        StreamObserver<Packet> first = ClientCalls.asyncBidiStreamingCall(call, this);
        try {
            first.onNext(Packet.newBuilder().setHello(hello).build());
        } catch (IllegalStateException e) {
            // Where nobody answers the stream may have ended inside the call before, and the listener has heard of it.
            if (!closing) {
                throw e;
            }
        }
    }

    /** On the loop. */
    OutboundQueue queue() {
        return queue;
    }

    long startNs() {
        return startNs;
    }

    long lastHeardNs() {
        return lastHeardNs;
    }

    void heard(long nowNs) {
        lastHeardNs = nowNs;
    }

    boolean isOpen() {
        return open;
    }

    /** The other node's TLS session; null without encryption, and before its first packet. */
    @Nullable
    SSLSession session() {
        return call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    }

    /** The other node welcomed this one: frames may go. */
    void open() {
        open = true;
        drain();
    }

    void ping(long number) {
        pingDue = number;
        drain();
    }

    void pong(long number) {
        pongDue = number;
        drain();
    }

    void close() {
        closing = true;
        drain();
        channel.shutdownNow();
    }

    void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = work.get();
            send();
        } while (!work.compareAndSet(seen, 0));
    }

    private void send() {
        ClientCallStreamObserver<Packet> stream = out;
        if (stream == null) {
            return;
        }
        if (closing) {
            out = null;
            call.cancel("closed by this node", null);
            return;
        }
        if (!open) {
            return;
        }
        long number = pongDue;
        if (number != NONE) {
            pongDue = NONE;
            stream.onNext(Packet.newBuilder()
                    .setPong(Pong.newBuilder().setNumber(number))
                    .build());
        }
        number = pingDue;
        if (number != NONE) {
            pingDue = NONE;
            stream.onNext(Packet.newBuilder()
                    .setPing(Ping.newBuilder().setNumber(number))
                    .build());
        }
        while (stream.isReady()) {
            FrameBatch batch = queue.poll();
            if (batch == null) {
                return;
            }
            // The array is never written again, so gRPC's own copy into its socket buffer is the only one.
            stream.onNext(Packet.newBuilder()
                    .setFrames(Frames.newBuilder()
                            .setBatch(UnsafeByteOperations.unsafeWrap(batch.bytes(), 0, batch.length())))
                    .build());
            counters.sent(batch);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Packet> stream) {
        out = stream;
        stream.setOnReadyHandler(this::drain);
    }

    @Override
    public void onNext(Packet packet) {
        listener.onPacket(this, packet);
    }

    @Override
    public void onError(Throwable cause) {
        listener.onEnd(this, cause);
    }

    @Override
    public void onCompleted() {
        listener.onEnd(this, null);
    }
}
