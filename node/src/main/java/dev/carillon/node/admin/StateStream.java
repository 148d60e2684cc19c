package dev.carillon.node.admin;

import com.google.protobuf.UnsafeByteOperations;
import dev.carillon.admin.v1.CopyStateReply;
import dev.carillon.admin.v1.CopyStateRequest;
import dev.carillon.node.cluster.StateSource;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
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

    private final StateStreams all;
    private final StateSource states;
    private final CopyStateRequest request;
    private final ServerCallStreamObserver<CopyStateReply> out;
    private @Nullable StateExport export;
    private long lastTakenNs;
    private boolean ended;

    StateStream(
            StateStreams all,
            StateSource states,
            CopyStateRequest request,
            ServerCallStreamObserver<CopyStateReply> out) {
        this.all = all;
        this.states = states;
        this.request = request;
        this.out = out;
    }

    void start() {
        out.setOnReadyHandler(() -> later(this::pump));
        out.setOnCancelHandler(() -> later(this::end));
        later(this::begin);
    }

    private void later(Runnable work) {
        all.later(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("event=backup_copy_failed partition={} why=\"{}\"", request.getPartition(), e.getMessage());
                fail(Status.INTERNAL.withDescription(
                        "the state of partition " + request.getPartition() + " could not be read: " + e.getMessage()));
            }
        });
    }

    private void begin() {
        if (ended) {
            return;
        }
        if (!all.enter(this)) {
            fail(Status.UNAVAILABLE.withDescription(
                    "this node hands out " + StateStreams.OPEN_MAX + " copies already; ask again"));
            return;
        }
        lastTakenNs = all.nanoTime();
        StateExport copy =
                states.export(request.getPartition(), new Marker(request.getGeneration(), request.getIndex()));
        if (copy == null) {
            fail(Status.UNAVAILABLE.withDescription(
                    "this node's state of partition " + request.getPartition() + " has not come so far; ask again"));
            return;
        }
        export = copy;
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
            lastTakenNs = all.nanoTime();
        }
    }

    /** When the connection took something of it last, monotonic ns. */
    long lastTakenNs() {
        return lastTakenNs;
    }

    void fail(Status why) {
        if (!ended) {
            out.onError(why.asRuntimeException());
        }
        end();
    }

    private void end() {
        ended = true;
        all.leave(this);
        StateExport open = export;
        export = null;
        if (open != null) {
            open.close();
        }
    }
}
