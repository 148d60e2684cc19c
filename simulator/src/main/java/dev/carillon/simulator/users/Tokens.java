package dev.carillon.simulator.users;

import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.protocol.token.TokenKeysException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How users prove to nodes who they are. Any thread. */
@FunctionalInterface
public interface Tokens {
    /** The unsigned tokens of a demonstration expire with the format itself, in 2106. */
    long LAST_SECOND = 0xFFFF_FFFFL;

    /** Tokens that nobody signed, for nodes with {@code --insecure-dev}. */
    Tokens UNSIGNED = user -> TokenIssuer.issueUnsigned(user, LAST_SECOND);

    /** A signed token is valid for so long; whoever connects later gets another. */
    long VALID_SECONDS = TimeUnit.HOURS.toSeconds(1);

    /** One to log in with now. */
    byte[] of(String user);

    /**
     * Tokens signed with the first key of a file that {@code carillon token init} made.
     *
     * @param epochSeconds seconds since 1970
     * @throws IOException if there is no such file, or it has no keys; the message is for people
     */
    static Tokens signedWith(Path keyFile, LongSupplier epochSeconds) throws IOException {
        if (!Files.exists(keyFile)) {
            throw new IOException("there is no key file " + keyFile
                    + "; it is the one that the nodes were started with, and 'carillon token init' makes one");
        }
        try {
            TokenIssuer issuer = new TokenIssuer(TokenKeys.parse(Files.readAllLines(keyFile), keyFile.toString()));
            return user -> {
                synchronized (issuer) {
                    return issuer.issue(user, epochSeconds.getAsLong() + VALID_SECONDS);
                }
            };
        } catch (TokenKeysException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }
}
