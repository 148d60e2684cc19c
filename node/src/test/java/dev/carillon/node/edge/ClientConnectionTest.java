package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameType;
import dev.carillon.protocol.token.TokenVerifier;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** What cannot be brought about through a socket at will. */
class ClientConnectionTest {
    private final EdgeLoop loop = new EdgeLoop(
            0,
            Runnable::run,
            task -> {},
            new EdgeShared(EdgeLimits.DEFAULT, user -> new RecordingMailbox(), new AddressCounts()),
            new HelloCheck(new TokenVerifier(EdgeUnderTest.KEYS), new StandingClock()),
            1,
            EdgeUnderTest.RING_BYTES,
            0);

    @Test
    void whoComesWhileTheNodeStopsIsToldSo() {
        loop.stopReading();
        EmbeddedChannel channel = new EmbeddedChannel(new ClientConnection(loop));
        ByteBuf error = channel.readOutbound();
        assertThat(error.getByte(1) >>> 3).isEqualTo(FrameType.ERROR);
        assertThat(error.getByte(2)).isEqualTo((byte) ErrorCode.SHUTTING_DOWN.code());
        error.release();
        assertThat(channel.isOpen()).isFalse();
        assertThat(loop.openConnections()).isZero();
        assertThat(loop.table().size()).isZero();
    }
}
