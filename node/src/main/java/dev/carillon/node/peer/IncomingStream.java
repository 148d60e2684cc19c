package dev.carillon.node.peer;

import com.google.protobuf.ByteString;
import dev.carillon.node.cluster.FrameKind;
import dev.carillon.peer.v1.Hello;
import dev.carillon.peer.v1.Packet;
import dev.carillon.peer.v1.Ping;
import dev.carillon.peer.v1.Pong;
import dev.carillon.peer.v1.Refusal;
import dev.carillon.peer.v1.RefusalReason;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stream that another node opened: judges its Hello, then hands its frames to the loops. A frame that finds a full
 * mailbox is held, and nothing more is asked of gRPC until it went: so the caller's queue fills, nothing is lost, and
 * no other stream waits.
 *
 * <p>Guarded by itself: an event loop, the timer and a newer stream of the same caller meet here, for one batch at most.
 *
 * <pre>
 *   from      event                    to        effect
 *   NEW       good Hello               OPEN      Welcome; an older stream of the caller ends first
 *   NEW       bad Hello, or none       CLOSED    Refusal
 *   OPEN      Frames, Ping, Pong       OPEN
 *   OPEN      anything else, silence,  CLOSED    Refusal; what is held is forgotten
 *             replaced, cancelled
 * </pre>
 */
final class IncomingStream implements StreamObserver<Packet> {
    private enum State {
        NEW,
        OPEN,
        CLOSED
    }

    private final PeerServer server;
    private final PeerParts parts;
    private final ServerCallStreamObserver<Packet> out;
    private final @Nullable SSLSession session;
    private final String remote;
    private final long startNs;
    private final UnsafeBuffer view = new UnsafeBuffer();

    private State state = State.NEW;
    private PeerServer.@Nullable StreamKey key;
    private @Nullable PeerPulse pulse;
    private long lastHeardNs;
    private long pings;

    /** The batch in hand, and the first frame of it that was not handed over. */
    private @Nullable ByteString batch;

    private int position;

    IncomingStream(
            PeerServer server, ServerCallStreamObserver<Packet> out, @Nullable SSLSession session, String remote) {
        this.server = server;
        this.parts = server.parts();
        this.out = out;
        this.session = session;
        this.remote = remote;
        this.startNs = parts.clock().nanoTime();
        this.lastHeardNs = startNs;
    }

    @Override
    public synchronized void onNext(Packet packet) {
        if (state == State.CLOSED) {
            return;
        }
        heard();
        if (state == State.NEW) {
            if (packet.hasHello()) {
                hello(packet.getHello());
            } else {
                refuse(
                        RefusalReason.MALFORMED,
                        "A stream begins with Hello, not with " + packet.getContentCase() + ".");
            }
            return;
        }
        switch (packet.getContentCase()) {
            case FRAMES -> {
                batch = packet.getFrames().getBatch();
                position = 0;
                hand();
            }
            case PING -> {
                out.onNext(Packet.newBuilder()
                        .setPong(Pong.newBuilder().setNumber(packet.getPing().getNumber()))
                        .build());
                out.request(1);
            }
            case PONG -> out.request(1);
            default -> refuse(RefusalReason.MALFORMED, "A caller does not send " + packet.getContentCase() + " here.");
        }
    }

    private void heard() {
        lastHeardNs = parts.clock().nanoTime();
        if (pulse != null) {
            pulse.heard(lastHeardNs);
        }
    }

    private void hello(Hello hello) {
        HelloJudgement judgement = HelloJudgement.of(hello, parts, server.admission(), session);
        if (judgement.refusal() != null) {
            refuse(judgement.refusal(), judgement.text());
            return;
        }
        PeerServer.StreamKey own = new PeerServer.StreamKey(hello.getNodeId(), hello.getLoop());
        key = own;
        server.admit(own, this);
        state = State.OPEN;
        PeerPulse peer = parts.pulses().of(hello.getNodeId());
        peer.incarnation(hello.getIncarnation());
        peer.heard(lastHeardNs);
        peer.streamsIn(1);
        pulse = peer;
        out.onNext(Packet.newBuilder()
                .setWelcome(parts.welcome(judgement.version()))
                .build());
        out.request(1);
    }

    /** Hands over what is left of the batch, then asks for more; or comes back soon. */
    private synchronized void hand() {
        ByteString bytes = batch;
        PeerServer.StreamKey from = key;
        if (state != State.OPEN || bytes == null || from == null) {
            return;
        }
        view.wrap(bytes.asReadOnlyByteBuffer());
        int start = position;
        int frames = 0;
        String wrong = null;
        boolean full = false;
        while (position < bytes.size() && wrong == null && !full) {
            wrong = wrongFrame(bytes.size() - position);
            if (wrong == null) {
                int length = FrameBatch.frameLength(view, position);
                full = !server.mail()
                        .offer(
                                from.nodeId(),
                                FrameBatch.kind(view, position),
                                FrameBatch.partition(view, position),
                                view,
                                position + FrameBatch.HEADER,
                                length);
                if (!full) {
                    position += FrameBatch.HEADER + length;
                    frames++;
                }
            }
        }
        server.counters().handed(frames, position - start);
        if (wrong != null) {
            refuse(RefusalReason.MALFORMED, wrong);
        } else if (full) {
            server.counters().held();
            parts.timer().schedule(this::hand, parts.times().mailboxRetry().toNanos(), TimeUnit.NANOSECONDS);
        } else {
            batch = null;
            // Time spent on holding it was not the caller's silence.
            lastHeardNs = parts.clock().nanoTime();
            out.request(1);
        }
    }

    private @Nullable String wrongFrame(int left) {
        if (left < FrameBatch.HEADER) {
            return "A batch ends within a frame's header.";
        }
        int length = FrameBatch.frameLength(view, position);
        if (length < 0 || length > left - FrameBatch.HEADER) {
            return "A frame is longer than its batch.";
        }
        if (length > parts.limits().frameBytesMax()) {
            return "A frame is longer than " + parts.limits().frameBytesMax() + " bytes.";
        }
        int kind = FrameBatch.kind(view, position);
        return FrameKind.isKnown(kind) ? null : "There is no kind of frame " + kind + ".";
    }

    /** Every ping interval. */
    synchronized void tick(long nowNs) {
        if (state == State.NEW && nowNs - startNs > parts.times().handshake().toNanos()) {
            refuse(RefusalReason.MALFORMED, "There was no Hello in time.");
        } else if (state == State.OPEN) {
            // While a batch is held nothing is read: the silence is this node's own.
            if (batch == null && nowNs - lastHeardNs > parts.times().silence().toNanos()) {
                parts.notices()
                        .tell(
                                "silent " + key,
                                "Nothing was heard from " + who() + " for "
                                        + parts.times().silence().toMillis()
                                        + " ms. Its connection was closed; it may call anew.");
                end();
                out.onError(Status.UNAVAILABLE.withDescription("nothing heard").asRuntimeException());
            } else {
                out.onNext(Packet.newBuilder()
                        .setPing(Ping.newBuilder().setNumber(++pings))
                        .build());
            }
        }
    }

    /** Says why, and ends the stream. */
    synchronized void refuse(RefusalReason reason, String text) {
        if (state == State.CLOSED) {
            return;
        }
        server.counters().refused(reason);
        if (reason != RefusalReason.STOPPING) {
            parts.notices()
                    .tell(
                            "refuse " + reason + key,
                            "The connection of " + who() + " was refused (" + reason + "): " + text);
        }
        end();
        out.onNext(Packet.newBuilder()
                .setRefusal(Refusal.newBuilder().setReason(reason).setText(text))
                .build());
        out.onCompleted();
    }

    private String who() {
        return (key == null ? "a node" : "node " + key.nodeId()) + " at " + remote;
    }

    private void end() {
        if (state == State.OPEN && pulse != null) {
            pulse.streamsIn(-1);
        }
        state = State.CLOSED;
        batch = null;
        server.ended(key, this);
    }

    synchronized void cancelled() {
        if (state != State.CLOSED) {
            end();
        }
    }

    @Override
    public void onError(Throwable cause) {
        cancelled();
    }

    @Override
    public synchronized void onCompleted() {
        if (state != State.CLOSED) {
            end();
            out.onCompleted();
        }
    }
}
