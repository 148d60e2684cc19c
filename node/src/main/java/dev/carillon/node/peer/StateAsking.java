package dev.carillon.node.peer;

import dev.carillon.node.cluster.StateCopies;
import dev.carillon.peer.v1.PeerGrpc;
import dev.carillon.peer.v1.Refusal;
import dev.carillon.peer.v1.RefusalReason;
import dev.carillon.peer.v1.StateAnswer;
import dev.carillon.peer.v1.StateRequest;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Fetches one copy of a partition's state. All on the copier's thread, but for {@link #start} and {@link #tick}. */
final class StateAsking implements ClientResponseObserver<StateRequest, StateAnswer> {
    /** What Protobuf adds to a chunk. */
    private static final int MESSAGE_OVERHEAD = 64;

    /** Silence after which a copy is given up. */
    private static final long IDLE_NS_MAX = 10_000_000_000L;

    private final PeerParts parts;
    private final PeerAddress address;
    private final int partition;
    private final Marker atLeast;
    private final StateImport into;
    private final StateCopies.Outcome outcome;
    private final Consumer<StateAsking> whenOver;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private @Nullable ManagedChannel channel;
    private @Nullable ClientCall<StateRequest, StateAnswer> call;
    private @Nullable ClientCallStreamObserver<StateRequest> stream;
    private boolean welcomed;
    private boolean over;
    private long bytes;
    private volatile long lastHeardNs;

    StateAsking(
            PeerParts parts,
            PeerAddress address,
            int partition,
            Marker atLeast,
            StateImport into,
            StateCopies.Outcome outcome,
            Consumer<StateAsking> whenOver) {
        this.parts = parts;
        this.address = address;
        this.partition = partition;
        this.atLeast = atLeast;
        this.into = into;
        this.outcome = outcome;
        this.whenOver = whenOver;
        this.lastHeardNs = parts.clock().nanoTime();
    }

    void start() {
        later(() -> {
            try {
                dial();
            } catch (RuntimeException e) {
                fail("could not be called: " + e.getMessage() + ".");
            }
        });
    }

    private void later(Runnable work) {
        try {
            parts.copier().execute(work);
        } catch (RejectedExecutionException e) {
            // The node is stopping; what was fetched is removed at the next start.
        }
    }

    private void dial() {
        ManagedChannel made = parts.network()
                .channel(address.host(), address.port())
                .maxInboundMessageSize(StateExport.CHUNK_BYTES + MESSAGE_OVERHEAD)
                .build();
        channel = made;
        call = made.newCall(PeerGrpc.getCopyStateMethod(), CallOptions.DEFAULT.withExecutor(parts.copier()));
        ClientCalls.asyncServerStreamingCall(
                call,
                StateRequest.newBuilder()
                        .setHello(parts.hello(address, 0))
                        .setPartition(partition)
                        .setGeneration(atLeast.generation())
                        .setIndex(atLeast.index())
                        .build(),
                this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<StateRequest> requests) {
        stream = requests;
        requests.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(StateAnswer answer) {
        if (over) {
            return;
        }
        lastHeardNs = parts.clock().nanoTime();
        String wrong = switch (answer.getContentCase()) {
            case WELCOME -> welcome(answer);
            case CHUNK -> chunk(answer);
            case REFUSAL -> refused(answer.getRefusal());
            default -> "sent something that the protocol between nodes does not allow.";
        };
        if (wrong != null) {
            fail(wrong);
        } else if (stream != null) {
            stream.request(1);
        }
    }

    private @Nullable String welcome(StateAnswer answer) {
        ClientCall<StateRequest, StateAnswer> current = call;
        String wrong = welcomed || current == null
                ? "welcomed this node twice."
                : WelcomeJudgement.wrong(
                        answer.getWelcome(),
                        parts,
                        address,
                        current.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        welcomed = wrong == null;
        return wrong;
    }

    private @Nullable String chunk(StateAnswer answer) {
        if (!welcomed) {
            return "sent a chunk before it welcomed this node.";
        }
        view.wrap(answer.getChunk().asReadOnlyByteBuffer());
        try {
            into.add(view, 0, view.capacity());
        } catch (RuntimeException e) {
            return "sent a chunk that cannot be taken: " + e.getMessage();
        }
        bytes += view.capacity();
        outcome.arriving(bytes);
        return null;
    }

    /** @return null if it is only too early */
    private @Nullable String refused(Refusal refusal) {
        if (refusal.getReason() == RefusalReason.NOT_YET) {
            end();
            outcome.failed();
            return null;
        }
        return "refused to hand out a copy (" + refusal.getReason() + "): " + PeerNotices.clean(refusal.getText());
    }

    private void fail(String why) {
        parts.notices()
                .tell(
                        "copy " + address + partition,
                        address + " " + why + " Partition " + partition
                                + " has not caught up yet; nothing was changed, it is tried again.");
        end();
        outcome.failed();
    }

    @Override
    public void onError(Throwable cause) {
        if (!over) {
            fail("broke off: " + PeerTrouble.sentence(address, cause));
        }
    }

    @Override
    public void onCompleted() {
        if (over) {
            return;
        }
        Marker copied = into.copied();
        if (copied == null) {
            fail("ended a copy before its last chunk.");
        } else {
            end();
            outcome.fetched(copied, bytes);
        }
    }

    /** Now and then; on the timer. */
    void tick(long nowNs) {
        if (nowNs - lastHeardNs > IDLE_NS_MAX) {
            giveUp();
        }
    }

    void giveUp() {
        later(() -> {
            if (!over) {
                fail("went silent.");
            }
        });
    }

    private void end() {
        over = true;
        whenOver.accept(this);
        ManagedChannel open = channel;
        if (open != null) {
            open.shutdownNow();
        }
    }
}
