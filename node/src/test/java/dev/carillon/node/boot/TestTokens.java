package dev.carillon.node.boot;

import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key for tests, and tokens that never expire within one. */
final class TestTokens {
    private static final TokenKey KEY = new TokenKey(1, new byte[TokenKey.LENGTH]);
    private static final long EXPIRES = 0xFFFF_FFFFL;

    private TestTokens() {}

    static Path writeKeyFile(Path folder) throws IOException {
        return Files.writeString(folder.resolve("keys"), KEY.line() + "\n");
    }

    static byte[] client(String user) {
        return new TokenIssuer(TokenKeys.of(KEY)).issue(user, EXPIRES);
    }

    static byte[] operator(String name) {
        return new TokenIssuer(TokenKeys.of(KEY)).issueForOperator(name, EXPIRES);
    }

    static byte[] unsignedOperator(String name) {
        return TokenIssuer.issueUnsignedForOperator(name, EXPIRES);
    }

    static TestDevice device(String user, long install) {
        return new TestDevice(user, install, client(user));
    }
}
