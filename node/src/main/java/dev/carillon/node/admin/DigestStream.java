package dev.carillon.node.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.DigestStateRequest;
import dev.carillon.admin.v1.StatePart;
import dev.carillon.node.session.Answer;
import dev.carillon.node.session.NodeCore;
import dev.carillon.node.session.StateAt;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.security.MessageDigest;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits on the partition's loop until the state engine has a replica's state as of an entry, then reads it on the copier's
 * thread, piece by piece, so that backups come in between, and tells its digest. Whoever is at it, one thread at a time.
 */
final class DigestStream {
    /** Read before others come in between. */
    private static final int PIECE_BYTES = 1 << 20;

    /** Read from one word about it to the next. */
    private static final long PROGRESS_BYTES = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DigestStream.class);

    private final NodeCore core;
    private final int partition;
    private final Marker at;
    private final int waitMs;
    private final ServerCallStreamObserver<DigestStateReply> out;
    private final StateDigest digest;
    private final Executor copier;
    private final Runnable whenOver;
    private final byte[] chunk = new byte[StateExport.CHUNK_BYTES];
    private @Nullable StateExport export;
    private @Nullable StateAt state;
    private long bytes;
    private long told;
    private boolean over;

    /** @param whenOver run once */
    DigestStream(
            NodeCore core,
            DigestStateRequest request,
            ServerCallStreamObserver<DigestStateReply> out,
            StateDigest digest,
            Executor copier,
            Runnable whenOver) {
        this.core = core;
        this.partition = request.getPartition();
        this.at = new Marker(request.getGeneration(), request.getIndex());
        this.waitMs = request.getWaitMs();
        this.out = out;
        this.digest = digest;
        this.copier = copier;
        this.whenOver = whenOver;
    }

    void start() {
        // Who has given up is noticed with the next piece; without this the loop would hear of it.
        out.setOnCancelHandler(() -> {});
        core.stateAt(partition, at, waitMs, new Answer<>() {
            @Override
            public void known(StateAt answer) {
                state = answer;
                if (answer.kind() == StateAt.Kind.READY) {
                    later(DigestStream.this::begin);
                } else {
                    end(reply(result(answer.kind())).build());
                }
            }

            @Override
            public void failed(String why) {
                fail(Status.UNAVAILABLE.withDescription("the node cannot answer now: " + why));
            }
        });
    }

    private static DigestStateReply.Result result(StateAt.Kind kind) {
        return switch (kind) {
            case READY -> DigestStateReply.Result.READING;
            case PASSED -> DigestStateReply.Result.PASSED;
            case LATE -> DigestStateReply.Result.LATE;
            case MOVING -> DigestStateReply.Result.MOVING;
            case ELSEWHERE -> DigestStateReply.Result.ELSEWHERE;
            case BUSY -> DigestStateReply.Result.BUSY;
        };
    }

    private void later(Runnable work) {
        try {
            copier.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.warn("event=digest_failed partition={} why=\"{}\"", partition, e.getMessage());
                    fail(Status.INTERNAL.withDescription(
                            "the state of partition " + partition + " could not be read: " + e.getMessage()));
                }
            });
        } catch (RejectedExecutionException e) {
            end(reply(DigestStateReply.Result.BUSY).build());
        }
    }

    private void begin() {
        StateExport opened;
        try {
            opened = core.export(partition, at);
        } finally {
            core.stateTaken(partition);
        }
        export = opened;
        if (opened == null || !opened.marker().equals(at)) {
            // It took too long, and the engine has gone on.
            end(reply(DigestStateReply.Result.PASSED).build());
            return;
        }
        read();
    }

    private void read() {
        StateExport from = export;
        if (from == null || out.isCancelled()) {
            close();
            return;
        }
        for (int piece = 0; piece < PIECE_BYTES; ) {
            int length = from.read(new UnsafeBuffer(chunk), 0, chunk.length);
            if (length == 0) {
                end(done());
                return;
            }
            digest.add(new UnsafeBuffer(chunk), 0, length);
            piece += length;
            bytes += length;
        }
        if (bytes - told >= PROGRESS_BYTES && out.isReady()) {
            told = bytes;
            out.onNext(reply(DigestStateReply.Result.READING).build());
        }
        later(this::read);
    }

    private DigestStateReply.Builder reply(DigestStateReply.Result result) {
        StateAt known = state;
        DigestStateReply.Builder reply =
                DigestStateReply.newBuilder().setResult(result).setBytes(bytes);
        return known == null ? reply : reply.setGeneration(known.generation()).setApplied(known.applied());
    }

    private DigestStateReply done() {
        DigestStateReply.Builder reply = reply(DigestStateReply.Result.DONE)
                .setGeneration(at.generation())
                .setFormat(StateDigest.FORMAT);
        MessageDigest all = StateDigest.sha256();
        for (StateDigest.Part part : digest.parts()) {
            reply.addParts(StatePart.newBuilder()
                    .setName(part.name())
                    .setCount(part.count())
                    .setBytes(part.bytes())
                    .setDigest(ByteString.copyFrom(part.digest())));
            all.update(part.name().getBytes(UTF_8));
            all.update(part.digest());
        }
        return reply.setDigest(ByteString.copyFrom(all.digest())).build();
    }

    private void end(DigestStateReply last) {
        close();
        out.onNext(last);
        out.onCompleted();
    }

    private void fail(Status why) {
        if (!over) {
            close();
            out.onError(why.asRuntimeException());
        }
    }

    private void close() {
        over = true;
        StateExport open = export;
        export = null;
        if (open != null) {
            open.close();
        }
        whenOver.run();
    }
}
