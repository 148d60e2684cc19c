package dev.carillon.node.edge;

import dev.carillon.node.runtime.Clock;
import dev.carillon.node.session.HelloJudge;
import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.token.TokenResult;
import dev.carillon.protocol.token.TokenVerifier;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Judges the first frame of a connection: it must be a well-formed HELLO of this version with a valid token. All else in
 * it is the session's business. One per event loop, and one per partition loop for those whom other nodes carry here; not
 * thread-safe.
 */
public final class HelloCheck implements HelloJudge {
    private final TokenVerifier verifier;
    private final Clock clock;
    private final Reader reader = new Reader();
    private ErrorCode code = ErrorCode.UNEXPECTED_FRAME;
    private String text = "";
    private byte @Nullable [] user;

    public HelloCheck(TokenVerifier verifier, Clock clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public byte @Nullable [] userOf(DirectBuffer frame, int offset, int length) {
        user = null;
        refuse(ErrorCode.UNEXPECTED_FRAME, "the first frame must be HELLO");
        ClientFrameDecoder.decode(frame, offset, offset + length, Limits.FRAME_MAX_BEFORE_WELCOME, reader);
        return user;
    }

    @Override
    public ErrorCode code() {
        return code;
    }

    @Override
    public String text() {
        return text;
    }

    private void refuse(ErrorCode why, String detail) {
        code = why;
        text = detail;
    }

    /** Every other frame leaves "the first frame must be HELLO" standing. */
    private final class Reader extends FrameAdapter {
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
            long nowSeconds = TimeUnit.MILLISECONDS.toSeconds(clock.nowMs());
            TokenResult result = verifier.verify(buffer, token, tokenLength, nowSeconds);
            if (result instanceof TokenResult.Valid valid) {
                user = valid.user();
            } else if (result instanceof TokenResult.Invalid invalid) {
                refuse(invalid.code(), invalid.detail());
            }
        }

        @Override
        public void onMalformed(ErrorCode reason, String detail) {
            refuse(reason, detail);
        }
    }
}
