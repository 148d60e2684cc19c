package dev.carillon.node.admin;

import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.DigestStateRequest;
import dev.carillon.node.session.NodeCore;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Tells operators digests of the states that this node has. Any thread. */
public final class StateDigests {
    /** Under way at the same time. */
    static final int DIGESTS_MAX = 4;

    private final NodeCore core;
    private final IntFunction<StateDigest> digests;
    private final Executor copier;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param digests begins one of a partition's state
     * @param copier reads states, one task at a time; may block on disk
     */
    public StateDigests(NodeCore core, IntFunction<StateDigest> digests, Executor copier) {
        this.core = core;
        this.digests = digests;
        this.copier = copier;
    }

    void start(DigestStateRequest request, ServerCallStreamObserver<DigestStateReply> out) {
        if (request.getWaitMs() < 0 || request.getWaitMs() > NodeCore.STATE_WAIT_MS_MAX) {
            out.onError(Status.INVALID_ARGUMENT
                    .withDescription("a replica is waited for at most " + NodeCore.STATE_WAIT_MS_MAX + " ms")
                    .asRuntimeException());
            return;
        }
        if (underWay.incrementAndGet() > DIGESTS_MAX) {
            underWay.decrementAndGet();
            out.onNext(DigestStateReply.newBuilder()
                    .setResult(DigestStateReply.Result.BUSY)
                    .build());
            out.onCompleted();
            return;
        }
        new DigestStream(core, request, out, digests.apply(request.getPartition()), copier, underWay::decrementAndGet)
                .start();
    }
}
