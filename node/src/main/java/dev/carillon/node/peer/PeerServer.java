package dev.carillon.node.peer;

import com.google.protobuf.ByteString;
import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.cluster.StateSource;
import dev.carillon.peer.v1.ClusterAnswer;
import dev.carillon.peer.v1.ClusterRequest;
import dev.carillon.peer.v1.Packet;
import dev.carillon.peer.v1.PeerGrpc;
import dev.carillon.peer.v1.Refusal;
import dev.carillon.peer.v1.RefusalReason;
import dev.carillon.peer.v1.StateAnswer;
import dev.carillon.peer.v1.StateRequest;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the other nodes' links. Create, {@link #start}, {@link #close}; any thread. */
public final class PeerServer implements AutoCloseable {
    private static final Context.Key<Attributes> CALL = Context.key("carillon-peer-call");
    private static final long CLOSE_WAIT_MS = 2_000;

    private final PeerParts parts;
    private final PeerAdmission admission;
    private final PeerMail mail;
    private final StateSource states;
    private final Supplier<byte[]> cluster;
    private final CopyPace pace;
    private final LongConsumer called;
    private final Set<StateAnswering> copies = ConcurrentHashMap.newKeySet();
    private final InboundCounters counters = new InboundCounters();
    private final Set<IncomingStream> streams = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<StreamKey, IncomingStream> admitted = new ConcurrentHashMap<>();
    private @Nullable Server server;
    private @Nullable ScheduledFuture<?> ticks;
    private volatile boolean closed;

    /** What one caller may have one stream of. */
    record StreamKey(long nodeId, int loop) {}

    /**
     * @param states what other nodes may copy
     * @param cluster what this node knows of the cluster, encoded
     * @param copyRate bytes of copies that may go out in a second now; {@link Long#MAX_VALUE} for as many as can
     * @param called hears the number of each node that was welcomed, once per stream; on any thread, must not block
     */
    public PeerServer(
            PeerParts parts,
            PeerAdmission admission,
            PeerMail mail,
            StateSource states,
            Supplier<byte[]> cluster,
            LongSupplier copyRate,
            LongConsumer called) {
        this.called = called;
        this.cluster = cluster;
        this.pace = new CopyPace(copyRate, parts.clock().nanoTime());
        this.parts = parts;
        this.states = states;
        this.admission = admission;
        this.mail = mail;
    }

    /**
     * Binds and serves.
     *
     * @throws IOException if the address cannot be had
     * @throws RuntimeException if it must not be served like this; the message is for people
     */
    public synchronized void start(InetSocketAddress address) throws IOException {
        server = parts.network()
                .server(address)
                .maxInboundMessageSize(parts.limits().messageBytesMax())
                .intercept(new CallAttributes())
                .addService(new Answers())
                .build()
                .start();
        long ns = parts.times().ping().toNanos();
        ticks = parts.timer().scheduleWithFixedDelay(this::tick, ns, ns, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        long nowNs = parts.clock().nanoTime();
        streams.forEach(stream -> stream.tick(nowNs));
        copies.forEach(copy -> copy.tick(nowNs));
    }

    /** Where it is bound. */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.getPort();
    }

    public InboundCounters counters() {
        return counters;
    }

    PeerParts parts() {
        return parts;
    }

    PeerAdmission admission() {
        return admission;
    }

    PeerMail mail() {
        return mail;
    }

    StateSource states() {
        return states;
    }

    CopyPace pace() {
        return pace;
    }

    /** Copies that are handed out. */
    int copies() {
        return copies.size();
    }

    void ended(StateAnswering copy) {
        copies.remove(copy);
    }

    /** From here on the stream is its caller's only one: an older one has handed over its last frame. */
    void admit(StreamKey key, IncomingStream stream) {
        IncomingStream older = admitted.put(key, stream);
        if (older != null) {
            older.refuse(RefusalReason.REPLACED, "A newer connection of the same node and loop took this one's place.");
        }
        called.accept(key.nodeId());
    }

    void ended(@Nullable StreamKey key, IncomingStream stream) {
        streams.remove(stream);
        if (key != null) {
            admitted.remove(key, stream);
        }
    }

    /** Tells the callers, then ends; waits for a bounded time. */
    @Override
    public synchronized void close() {
        closed = true;
        if (ticks != null) {
            ticks.cancel(false);
        }
        streams.forEach(stream -> stream.refuse(RefusalReason.STOPPING, "The node is stopping."));
        if (server == null) {
            return;
        }
        server.shutdown();
        try {
            if (!server.awaitTermination(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private final class Answers extends PeerGrpc.PeerImplBase {
        @Override
        public StreamObserver<Packet> link(StreamObserver<Packet> answers) {
            ServerCallStreamObserver<Packet> out = (ServerCallStreamObserver<Packet>) answers;
            Attributes call = CALL.get();
            IncomingStream stream = new IncomingStream(
                    PeerServer.this,
                    out,
                    call.get(Grpc.TRANSPORT_ATTR_SSL_SESSION),
                    String.valueOf(call.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
            streams.add(stream);
            out.disableAutoRequest();
            out.setOnCancelHandler(stream::cancelled);
            out.request(1);
            if (closed) {
                stream.refuse(RefusalReason.STOPPING, "The node is stopping.");
            }
            return stream;
        }

        @Override
        public void readCluster(ClusterRequest request, StreamObserver<ClusterAnswer> answers) {
            HelloJudgement judgement = HelloJudgement.ofNewcomer(
                    request.getHello(), parts, admission, CALL.get().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
            ClusterAnswer.Builder answer = ClusterAnswer.newBuilder();
            if (judgement.refusal() == null) {
                answer.setState(ByteString.copyFrom(cluster.get()));
            } else {
                counters.refused(judgement.refusal());
                answer.setRefusal(
                        Refusal.newBuilder().setReason(judgement.refusal()).setText(judgement.text()));
            }
            answers.onNext(answer.build());
            answers.onCompleted();
        }

        @Override
        public void copyState(StateRequest request, StreamObserver<StateAnswer> answers) {
            StateAnswering copy = new StateAnswering(
                    PeerServer.this,
                    request,
                    (ServerCallStreamObserver<StateAnswer>) answers,
                    CALL.get().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
            copies.add(copy);
            copy.start();
        }
    }

    private static final class CallAttributes implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return Contexts.interceptCall(Context.current().withValue(CALL, call.getAttributes()), call, headers, next);
        }
    }
}
