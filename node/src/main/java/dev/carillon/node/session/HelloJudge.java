package dev.carillon.node.session;

import dev.carillon.protocol.ErrorCode;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Says from whom a HELLO comes, by its token (PROTOCOL.md, section 15). Each belongs to one thread. */
public interface HelloJudge {
    /** The user that the frame proves to come from; null if it must be refused with {@link #code} and {@link #text}. */
    byte @Nullable [] userOf(DirectBuffer frame, int offset, int length);

    /** Of the last refusal. */
    ErrorCode code();

    /** Of the last refusal; for people. */
    String text();
}
