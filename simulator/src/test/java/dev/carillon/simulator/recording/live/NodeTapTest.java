package dev.carillon.simulator.recording.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.admin.v1.TapBegun;
import dev.carillon.admin.v1.TapReply;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

class NodeTapTest {
    private static final Status CHANNEL_ENDED = Status.UNAVAILABLE.withDescription("Channel shutdownNow invoked");

    private static NodeTap begun() {
        NodeTap tap = new NodeTap("127.0.0.1:7490", event -> {}, lost -> {}, () -> 0, () -> 1);
        tap.onNext(TapReply.newBuilder()
                .setBegun(TapBegun.newBuilder().setNodeId(1))
                .build());
        return tap;
    }

    @Test
    void aNodeThatIsLostIsTrouble() {
        NodeTap tap = begun();
        tap.onError(CHANNEL_ENDED.asRuntimeException());

        assertThat(tap.trouble()).startsWith("The node at 127.0.0.1:7490 was lost");
        assertThat(tap.isOver()).isTrue();
    }

    @Test
    void thatARecordingWasEndedHereIsNone() {
        NodeTap tap = begun();
        tap.leave();
        tap.onError(CHANNEL_ENDED.asRuntimeException());

        assertThat(tap.trouble()).isNull();
        assertThat(tap.isOver()).isTrue();
    }

    @Test
    void whatWasLostBeforeItWasLeftStaysTrouble() {
        NodeTap tap = begun();
        tap.onError(CHANNEL_ENDED.asRuntimeException());
        tap.leave();

        assertThat(tap.trouble()).startsWith("The node at 127.0.0.1:7490 was lost");
    }
}
