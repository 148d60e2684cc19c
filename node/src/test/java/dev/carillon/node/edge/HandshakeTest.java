package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody reaches a session without a HELLO that proves who they are. */
class HandshakeTest {
    private final EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT);

    @AfterEach
    void close() throws IOException {
        edge.close();
    }

    @Test
    void aTokenSignedWithAnotherKeyIsRefused() throws IOException {
        byte[] otherSecret = new byte[TokenKey.LENGTH];
        otherSecret[0] = 1;
        TokenKeys others = TokenKeys.of(new TokenKey(7, otherSecret));
        assertRefused(new TokenIssuer(others).issue("alice", EdgeUnderTest.EXPIRES), ErrorCode.BAD_TOKEN);
    }

    @Test
    void anUnsignedTokenIsRefused() throws IOException {
        assertRefused(TokenIssuer.issueUnsigned("alice", EdgeUnderTest.EXPIRES), ErrorCode.BAD_TOKEN);
    }

    @Test
    void anExpiredTokenIsRefused() throws IOException {
        byte[] token = new TokenIssuer(EdgeUnderTest.KEYS).issue("alice", StandingClock.START_SECONDS - 1);
        assertRefused(token, ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void aFirstFrameThatIsNoHelloIsRefused() throws IOException {
        RawClient client = edge.connect().send(RawClient.ping(1));
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        byte[] hello = RawClient.hello(EdgeUnderTest.token("alice"));
        int version = hello[0] >= 0 && hello[0] < 64 ? 2 : 3;
        hello[version] = 9;
        RawClient client = edge.connect().send(hello);
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    }

    @Test
    void bytesBehindARefusedHelloDoNotHideTheReason() throws IOException {
        byte[] hello = RawClient.hello(TokenIssuer.issueUnsigned("alice", EdgeUnderTest.EXPIRES));
        RawClient client = edge.connect().send(FramingTest.concat(hello, new byte[200_000]));
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.BAD_TOKEN);
    }

    private void assertRefused(byte[] token, ErrorCode expected) throws IOException {
        RawClient client = edge.connect().send(RawClient.hello(token));
        assertThat(client.readErrorAndEnd()).isEqualTo(expected);
        assertThat(edge.mailbox.opened()).isEmpty();
        assertThat(edge.count(counters -> counters.refusedCount(expected))).isEqualTo(1);
    }
}
