package dev.carillon.node.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.carillon.node.cluster.StateSource;
import dev.carillon.peer.v1.Refusal;
import dev.carillon.peer.v1.RefusalReason;
import dev.carillon.peer.v1.StateAnswer;
import dev.carillon.peer.v1.StateRequest;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hands out one copy of a partition's state, as fast as the caller takes it and {@link CopyPace} allows. All on the copier's thread, but for what gRPC
 * and the timer call.
 */
final class StateAnswering {
    /** Copies that a node hands out at the same time, or looks for; each holds a chunk or two in memory. */
    static final int COPIES_MAX = 16;

    /** How often it is looked whether the state has come as far as the caller needs; asking has made it come. */
    private static final int LOOKS_MAX = 50;

    private static final long LOOK_AGAIN_MS = 10;

    /** A caller that takes nothing for so long is given up: what a copy shows is kept on disk meanwhile. */
    private static final long IDLE_NS_MAX = 30_000_000_000L;

    private final PeerServer server;
    private final StateRequest request;
    private final ServerCallStreamObserver<StateAnswer> out;
    private final @Nullable SSLSession session;
    private @Nullable StateExport export;
    private boolean ended;
    private boolean waitsForPace;
    private int looks;
    private volatile long lastTakenNs;

    StateAnswering(
            PeerServer server,
            StateRequest request,
            ServerCallStreamObserver<StateAnswer> out,
            @Nullable SSLSession session) {
        this.server = server;
        this.request = request;
        this.out = out;
        this.session = session;
        this.lastTakenNs = server.parts().clock().nanoTime();
    }

    void start() {
        out.setOnReadyHandler(() -> later(this::pump));
        out.setOnCancelHandler(() -> later(this::end));
        later(this::begin);
    }

    private void later(Runnable work) {
        try {
            server.parts().copier().execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            // The node is stopping; the engine closes what is open.
        }
    }

    private void begin() {
        HelloJudgement judgement = HelloJudgement.of(request.getHello(), server.parts(), server.admission(), session);
        if (judgement.refusal() != null) {
            refuse(judgement.refusal(), judgement.text());
            return;
        }
        if (server.copies() > COPIES_MAX) {
            refuse(RefusalReason.NOT_YET, "Too many states are being copied. Ask again.");
        } else {
            look(judgement.version());
        }
    }

    /** A moment later the state is often there: the caller need not come again for that. */
    private void look(int version) {
        if (ended) {
            return;
        }
        StateSource source = server.states();
        StateExport copy =
                source.export(request.getPartition(), new Marker(request.getGeneration(), request.getIndex()));
        if (copy != null) {
            export = copy;
            handOut(version);
        } else if (++looks < LOOKS_MAX) {
            server.parts().timer().schedule(() -> later(() -> look(version)), LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        } else {
            refuse(RefusalReason.NOT_YET, "There is no such state to copy now. Ask again.");
        }
    }

    private void handOut(int version) {
        out.onNext(StateAnswer.newBuilder()
                .setWelcome(server.parts().welcome(version))
                .build());
        pump();
    }

    private void refuse(RefusalReason reason, String text) {
        server.counters().refused(reason);
        if (!ended) {
            out.onNext(StateAnswer.newBuilder()
                    .setRefusal(Refusal.newBuilder().setReason(reason).setText(text))
                    .build());
            out.onCompleted();
        }
        end();
    }

    private void pump() {
        StateExport from = export;
        while (from != null && !ended && out.isReady()) {
            long nowNs = server.parts().clock().nanoTime();
            long waitNs = server.pace().waitNs(nowNs);
            if (waitNs > 0) {
                waitForPace(nowNs, waitNs);
                return;
            }
            byte[] bytes = new byte[StateExport.CHUNK_BYTES];
            int length = from.read(new UnsafeBuffer(bytes), 0, bytes.length);
            if (length == 0) {
                out.onCompleted();
                end();
                return;
            }
            ByteString chunk = UnsafeByteOperations.unsafeWrap(bytes, 0, length);
            out.onNext(StateAnswer.newBuilder().setChunk(chunk).build());
            server.pace().sent(length, nowNs);
            lastTakenNs = nowNs;
        }
    }

    private void waitForPace(long nowNs, long waitNs) {
        lastTakenNs = nowNs;
        if (!waitsForPace) {
            waitsForPace = true;
            server.parts()
                    .timer()
                    .schedule(
                            () -> later(() -> {
                                waitsForPace = false;
                                pump();
                            }),
                            waitNs,
                            TimeUnit.NANOSECONDS);
        }
    }

    private void fail(RuntimeException cause) {
        server.parts()
                .notices()
                .tell(
                        "copy " + request.getPartition(),
                        "The state of partition " + request.getPartition() + " could not be handed out: "
                                + cause.getMessage());
        if (!ended) {
            out.onError(Status.INTERNAL
                    .withDescription("the state could not be read")
                    .asRuntimeException());
        }
        end();
    }

    /** Now and then; on the timer. */
    void tick(long nowNs) {
        if (nowNs - lastTakenNs > IDLE_NS_MAX) {
            later(() -> {
                if (!ended) {
                    out.onError(Status.DEADLINE_EXCEEDED
                            .withDescription("nothing was taken for too long")
                            .asRuntimeException());
                }
                end();
            });
        }
    }

    private void end() {
        ended = true;
        StateExport open = export;
        export = null;
        if (open != null) {
            open.close();
        }
        server.ended(this);
    }
}
