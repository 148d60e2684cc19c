package dev.carillon.node.admin;

import com.google.protobuf.UnsafeByteOperations;
import dev.carillon.admin.v1.CopyStateReply;
import dev.carillon.admin.v1.CopyStateRequest;
import dev.carillon.node.cluster.StateSource;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a copy of a partition's state to who takes a backup, as fast as it is taken: what the connection has no room for is
 * not read yet. All on the copier's thread, but for {@link #start}.
 */
final class StateStream {
    private static final Logger LOG = LoggerFactory.getLogger(StateStream.class);

    private final StateSource states;
    private final CopyStateRequest request;
    private final ServerCallStreamObserver<CopyStateReply> out;
    private final Executor copier;
    private @Nullable StateExport export;
    private boolean ended;

    StateStream(
            StateSource states,
            CopyStateRequest request,
            ServerCallStreamObserver<CopyStateReply> out,
            Executor copier) {
        this.states = states;
        this.request = request;
        this.out = out;
        this.copier = copier;
    }

    void start() {
        out.setOnReadyHandler(() -> later(this::pump));
        out.setOnCancelHandler(() -> later(this::end));
        later(this::begin);
    }

    private void later(Runnable work) {
        try {
            copier.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.warn(
                            "event=backup_copy_failed partition={} why=\"{}\"", request.getPartition(), e.getMessage());
                    fail(Status.INTERNAL.withDescription("the state of partition " + request.getPartition()
                            + " could not be read: " + e.getMessage()));
                }
            });
        } catch (RejectedExecutionException e) {
            // The node is stopping, or is asked for far too much: the caller's own time runs out. The engine closes
            // what is open.
        }
    }

    private void begin() {
        StateExport copy =
                states.export(request.getPartition(), new Marker(request.getGeneration(), request.getIndex()));
        if (copy == null) {
            fail(Status.UNAVAILABLE.withDescription(
                    "this node's state of partition " + request.getPartition() + " has not come so far; ask again"));
            return;
        }
        export = copy;
        if (ended) {
            end();
            return;
        }
        pump();
    }

    private void pump() {
        StateExport from = export;
        while (from != null && !ended && out.isReady()) {
            byte[] bytes = new byte[StateExport.CHUNK_BYTES];
            int length = from.read(new UnsafeBuffer(bytes), 0, bytes.length);
            if (length == 0) {
                out.onCompleted();
                end();
                return;
            }
            out.onNext(CopyStateReply.newBuilder()
                    .setChunk(UnsafeByteOperations.unsafeWrap(bytes, 0, length))
                    .build());
        }
    }

    private void fail(Status why) {
        if (!ended) {
            out.onError(why.asRuntimeException());
        }
        end();
    }

    private void end() {
        ended = true;
        StateExport open = export;
        export = null;
        if (open != null) {
            open.close();
        }
    }
}
