package dev.carillon.node.session;

import dev.carillon.node.replication.raft.EngineUnderTest;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.simulated.Mailboxes;
import dev.carillon.node.simulated.NodeShape;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.Limits;
import dev.carillon.storage.log.Durability;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Shapes of simulated nodes whose clients are {@link TestClient}s. */
final class TestShapes {
    private static final long INSTALLS_PER_USER = 100;

    private TestShapes() {}

    static NodeShape of(
            int loops, CoreLimits limits, RaftOptions options, TunnelLimits tunnels, Durability durability) {
        return new NodeShape(
                loops,
                limits,
                options,
                new TunnelParts(tunnels, InstallJudge::new),
                durability,
                new Mailboxes(),
                EngineUnderTest.ERRORS);
    }

    /** Tokens of simulated devices are empty: their installs say whose they are. */
    private static final class InstallJudge extends FrameAdapter implements HelloJudge {
        private byte @Nullable [] user;

        @Override
        public byte @Nullable [] userOf(DirectBuffer frame, int offset, int length) {
            user = null;
            ClientFrameDecoder.decode(frame, offset, offset + length, Limits.FRAME_MAX_BEFORE_WELCOME, this);
            return user;
        }

        @Override
        public void onHello(
                int version,
                boolean enrol,
                DirectBuffer buffer,
                int token,
                int tokenLength,
                long install,
                long lastSeq,
                long nextCseq,
                int tlvs,
                int tlvsLength) {
            user = TestNode.utf8("user" + install / INSTALLS_PER_USER);
        }

        @Override
        public ErrorCode code() {
            return ErrorCode.BAD_TOKEN;
        }

        @Override
        public String text() {
            return "no HELLO";
        }
    }
}
