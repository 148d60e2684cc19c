package dev.carillon.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.admin.v1.CopyStateReply;
import dev.carillon.admin.v1.CopyStateRequest;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is handed out for backups ends by itself, and only so much of it is open at a time. */
class StateStreamsTest {
    private static final int CHUNKS = 3;

    private final List<Copy> copies = new ArrayList<>();
    private long nowNs;
    private final StateStreams streams = new StateStreams(
            (partition, atLeast) -> {
                Copy copy = new Copy();
                copies.add(copy);
                return copy;
            },
            Runnable::run,
            () -> nowNs);

    private static final class Copy implements StateExport {
        int left = CHUNKS;
        boolean closed;

        @Override
        public Marker marker() {
            return Marker.NONE;
        }

        @Override
        public int read(MutableDirectBuffer into, int offset, int lengthMax) {
            return left-- > 0 ? 1 : 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Caller extends ServerCallStreamObserver<CopyStateReply> {
        int room;
        int taken;
        boolean completed;

        @Nullable
        Status failed;

        Runnable onReady = () -> {};
        Runnable onCancel = () -> {};

        void take(int chunks) {
            room = chunks;
            onReady.run();
        }

        @Override
        public boolean isReady() {
            return room > 0;
        }

        @Override
        public void onNext(CopyStateReply value) {
            room--;
            taken++;
        }

        @Override
        public void onError(Throwable t) {
            failed = Status.fromThrowable(t);
        }

        @Override
        public void onCompleted() {
            completed = true;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {
            onReady = handler;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {
            onCancel = handler;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }

    private Caller call() {
        Caller caller = new Caller();
        streams.start(CopyStateRequest.getDefaultInstance(), caller);
        return caller;
    }

    @Test
    void aCallerGetsAllOfItInItsOwnTime() {
        Caller caller = call();
        for (int i = 1; i <= CHUNKS; i++) {
            nowNs += StateStreams.IDLE_NS_MAX;
            streams.look();
            caller.take(1);
            assertThat(caller.taken).isEqualTo(i);
        }
        caller.take(1);
        assertThat(caller.completed).isTrue();
        assertThat(copies.get(0).closed).isTrue();
        streams.look();
        assertThat(caller.failed).isNull();
    }

    @Test
    void whatNobodyTakesIsEndedAndClosed() {
        Caller caller = call();
        caller.take(1);
        nowNs += StateStreams.IDLE_NS_MAX + 1;
        streams.look();
        assertThat(caller.failed).isNotNull();
        assertThat(caller.failed.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(caller.failed.getDescription()).contains("60 s").contains("ask again");
        assertThat(copies.get(0).closed).isTrue();
        caller.take(1);
        assertThat(caller.taken).as("nothing after its end").isEqualTo(1);
    }

    @Test
    void onlySoManyAreOpenAndOneThatEndsMakesRoom() {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < StateStreams.OPEN_MAX; i++) {
            callers.add(call());
        }
        Caller late = call();
        assertThat(late.failed).isNotNull();
        assertThat(late.failed.getCode()).as("to be asked again").isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(copies).as("nothing was opened for it").hasSize(StateStreams.OPEN_MAX);
        callers.get(0).onCancel.run();
        assertThat(copies.get(0).closed).isTrue();
        Caller next = call();
        next.take(CHUNKS + 1);
        assertThat(next.completed).isTrue();
    }
}
