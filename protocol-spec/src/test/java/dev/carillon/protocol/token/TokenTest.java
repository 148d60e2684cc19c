package dev.carillon.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TokenTest {
    private static final long NOW = 1_790_000_000L;

    private final TokenKey oldKey = new TokenKey(1, filled(1));
    private final TokenKey newKey = new TokenKey(2, filled(2));
    private final TokenVerifier verifier = new TokenVerifier(TokenKeys.of(newKey, oldKey));

    @Test
    void aTokenSaysWhoItsBearerIsUntilItExpires() {
        byte[] token = new TokenIssuer(TokenKeys.of(newKey)).issue("zoë", NOW + 10);

        assertThat(verify(token, NOW + 9)).isInstanceOfSatisfying(TokenResult.Valid.class, valid -> {
            assertThat(new String(valid.user(), StandardCharsets.UTF_8)).isEqualTo("zoë");
            assertThat(valid.keyId()).isEqualTo(2);
            assertThat(valid.expiresAtSeconds()).isEqualTo(NOW + 10);
        });
        assertThat(code(verify(token, NOW + 10))).isEqualTo(ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void aTokenOfAnOlderKeyIsValidAsLongAsThatKeyIsInTheFile() {
        byte[] token = new TokenIssuer(TokenKeys.of(oldKey)).issue("bob", NOW + 10);

        assertThat(verify(token, NOW)).isInstanceOf(TokenResult.Valid.class);
        assertThat(code(new TokenVerifier(TokenKeys.of(newKey)).verify(new UnsafeBuffer(token), 0, token.length, NOW)))
                .isEqualTo(ErrorCode.BAD_TOKEN);
    }

    @Test
    void aTokenWithAnyBitChangedIsRefused() {
        byte[] token = new TokenIssuer(TokenKeys.of(newKey)).issue("bob", NOW + 10);

        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] changed = token.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(code(verify(changed, NOW))).as("bit %d", bit).isEqualTo(ErrorCode.BAD_TOKEN);
        }
    }

    @Test
    void aTokenOfAnyOtherLengthIsRefused() {
        byte[] token = new TokenIssuer(TokenKeys.of(newKey)).issue("bob", NOW + 10);

        for (int length = 0; length < token.length; length++) {
            assertThat(code(verify(Arrays.copyOf(token, length), NOW))).isEqualTo(ErrorCode.BAD_TOKEN);
        }
        assertThat(code(verify(Arrays.copyOf(token, token.length + 1), NOW))).isEqualTo(ErrorCode.BAD_TOKEN);
        assertThat(code(verify(new byte[300], NOW))).isEqualTo(ErrorCode.BAD_TOKEN);
    }

    @Test
    void aRefusalDoesNotTellAnUnknownKeyFromAWrongTag() {
        byte[] token = new TokenIssuer(TokenKeys.of(newKey)).issue("bob", NOW + 10);
        byte[] unknownKey = token.clone();
        unknownKey[1] = 9;
        byte[] wrongTag = token.clone();
        wrongTag[token.length - 1] ^= 1;

        assertThat(verify(unknownKey, NOW)).isEqualTo(verify(wrongTag, NOW)).isInstanceOf(TokenResult.Invalid.class);
    }

    @Test
    void anUnsignedTokenIsTakenOnlyWhereThatIsAllowed() {
        byte[] token = TokenIssuer.issueUnsigned("bob", NOW + 10);

        assertThat(code(verify(token, NOW))).isEqualTo(ErrorCode.BAD_TOKEN);
        assertThat(new TokenVerifier(null, true).verify(new UnsafeBuffer(token), 0, token.length, NOW))
                .isInstanceOf(TokenResult.Valid.class);
        assertThat(code(new TokenVerifier(null, true).verify(new UnsafeBuffer(token), 0, token.length, NOW + 10)))
                .isEqualTo(ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void aSignedTokenHasThePublishedBytes() {
        byte[] token = new TokenIssuer(TokenKeys.of(oldKey)).issue("alice", 2_000_000_000L);

        assertThat(TokenIssuer.text(token)).isEqualTo("AQF3NZQABWFsaWNlA4ZF-jje0P5mV-SPCLw40w");
        assertThat(TokenIssuer.fromText(TokenIssuer.text(token) + "\n")).isEqualTo(token);
    }

    @Test
    void aKeyFileMayHaveCommentsAndBlankLines() {
        TokenKeys keys = TokenKeys.parse(List.of("# keys", "", " " + newKey.line(), oldKey.line()), "keys.txt");

        assertThat(keys.first().id()).isEqualTo(2);
        assertThat(keys.all()).hasSize(2);
    }

    @Test
    void aKeyFileThatIsWrongIsRefusedWithItsLineAndWithoutTheSecret() {
        String secret = oldKey.line().substring(2);
        refused("keys.txt, line 2: expected id:key, found no colon", "# x", "1 " + secret);
        refused("keys.txt, line 1: the key ID before the colon must be a number from 1 to 255", "0:" + secret);
        refused("keys.txt, line 1: the key ID before the colon must be a number from 1 to 255", "256:" + secret);
        refused("keys.txt, line 1: the key ID before the colon must be a number from 1 to 255", "x:" + secret);
        refused("keys.txt, line 1: the key after the colon is not base64url (A-Z a-z 0-9 - _)", "1:!" + secret);
        refused("keys.txt, line 1: the key has 3 bytes, but must have 32", "1:AAAA");
        refused("keys.txt, line 2: key ID 1 comes twice; give the newer key a free ID", oldKey.line(), oldKey.line());
        refused("keys.txt: has 0 keys, but must have 1 to 16", "# nothing");
    }

    @Test
    void aKeyDoesNotPrintItsSecret() {
        assertThat(oldKey).hasToString("TokenKey[1]");
    }

    private static void refused(String message, String... lines) {
        assertThatThrownBy(() -> TokenKeys.parse(List.of(lines), "keys.txt"))
                .isInstanceOf(TokenKeysException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    private TokenResult verify(byte[] token, long now) {
        byte[] padded = new byte[token.length + 3];
        System.arraycopy(token, 0, padded, 3, token.length);
        return verifier.verify(new UnsafeBuffer(padded), 3, token.length, now);
    }

    private static ErrorCode code(TokenResult result) {
        return ((TokenResult.Invalid) result).code();
    }

    private static byte[] filled(int value) {
        byte[] secret = new byte[TokenKey.LENGTH];
        Arrays.fill(secret, (byte) value);
        return secret;
    }
}
