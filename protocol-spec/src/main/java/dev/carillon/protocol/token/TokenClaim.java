package dev.carillon.protocol.token;

import dev.carillon.protocol.UserId;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a token says of itself, without any check of who signed it: for those who watch traffic that a node has judged, and
 * hold no keys. Whoever admits anybody uses {@link TokenVerifier}. Stateless, any thread.
 */
public final class TokenClaim {
    private TokenClaim() {}

    /** The user ID that the token names, or null if it is not laid out as one. */
    public static byte @Nullable [] user(DirectBuffer buffer, int offset, int length) {
        if (length <= TokenFormat.USER
                || length > TokenFormat.LENGTH_MAX
                || buffer.getByte(offset) != TokenFormat.VERSION) {
            return null;
        }
        int userLength = buffer.getByte(offset + TokenFormat.USER_LENGTH) & 0xFF;
        if (TokenFormat.USER + userLength > length || !UserId.valid(buffer, offset + TokenFormat.USER, userLength)) {
            return null;
        }
        byte[] user = new byte[userLength];
        buffer.getBytes(offset + TokenFormat.USER, user);
        return user;
    }
}
