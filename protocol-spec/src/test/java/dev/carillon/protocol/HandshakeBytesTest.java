package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connecting and resuming take at most 150 bytes, with a real token (PROTOCOL.md, section 22). */
class HandshakeBytesTest {
    private static final int BYTES_MAX = 150;

    @ParameterizedTest
    @CsvSource({
        "alice, 0, 1, 42, 12",
        "alice, 5000000, 3000000, 48, 18",
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn, 4611686018427387903, 4611686018427387903, 117, 26"
    })
    void helloAndWelcomeFitTogether(String user, long lastSeq, long nextCseq, int hello, int welcome) {
        TokenKeys keys = TokenKeys.of(new TokenKey(1, new byte[TokenKey.LENGTH]));
        byte[] token = new TokenIssuer(keys).issue(user, 2_000_000_000L);
        UnsafeBuffer none = new UnsafeBuffer(new byte[0]);
        UnsafeBuffer out = new UnsafeBuffer(new byte[512]);

        int asked = FrameEncoder.hello(
                out, 0, false, new UnsafeBuffer(token), 0, token.length, -1, lastSeq, nextCseq, none, 0, 0);
        int answered = FrameEncoder.welcome(out, 0, false, lastSeq, nextCseq, 1_790_000_000_000L, none, 0, 0);

        assertThat(asked).isEqualTo(hello);
        assertThat(answered).isEqualTo(welcome);
        assertThat(asked + answered).isLessThanOrEqualTo(BYTES_MAX);
    }
}
