package dev.carillon.protocol.token;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The keys of a key file, at least one. The first signs, all verify: to rotate, put the new key first, and remove the
 * old one when its last token has expired. Immutable.
 *
 * <pre>
 * # id:key, the key being 32 bytes in base64url
 * 2:o2Z0…
 * 1:Kxq9…
 * </pre>
 */
public final class TokenKeys {
    /** Room for several rotations; more is more likely a wrong file. */
    public static final int KEYS_MAX = 16;

    private final List<TokenKey> keys;

    private TokenKeys(List<TokenKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads the lines of a key file; blank lines and lines that begin with {@code #} do not count.
     *
     * @param source the file's name, for messages
     * @throws TokenKeysException if a line is no key, an ID comes twice, or there is no key or too many; the message
     *     names the line and never repeats its content
     */
    public static TokenKeys parse(List<String> lines, String source) {
        List<TokenKey> keys = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = source + ", line " + (i + 1) + ": ";
            TokenKey key = key(line, where);
            if (keys.stream().anyMatch(other -> other.id() == key.id())) {
                throw new TokenKeysException(
                        where + "key ID " + key.id() + " comes twice; give the newer key a free ID");
            }
            keys.add(key);
        }
        if (keys.isEmpty() || keys.size() > KEYS_MAX) {
            throw new TokenKeysException(source + ": has " + keys.size() + " keys, but must have 1 to " + KEYS_MAX);
        }
        return new TokenKeys(keys);
    }

    /** Keys that are at hand; the first signs. */
    public static TokenKeys of(TokenKey first, TokenKey... others) {
        List<TokenKey> keys = new ArrayList<>();
        keys.add(first);
        keys.addAll(List.of(others));
        return parse(keys.stream().map(TokenKey::line).toList(), "keys");
    }

    /** The key that signs. */
    public TokenKey first() {
        return keys.get(0);
    }

    public List<TokenKey> all() {
        return keys;
    }

    private static TokenKey key(String line, String where) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new TokenKeysException(where + "expected id:key, found no colon");
        }
        int id = id(line.substring(0, colon).strip());
        if (id < 1 || id > 255) {
            throw new TokenKeysException(where + "the key ID before the colon must be a number from 1 to 255");
        }
        byte[] secret;
        try {
            secret = Base64.getUrlDecoder().decode(line.substring(colon + 1).strip());
        } catch (IllegalArgumentException e) {
            // The cause would repeat a character of the secret.
            throw new TokenKeysException(where + "the key after the colon is not base64url (A-Z a-z 0-9 - _)");
        }
        if (secret.length != TokenKey.LENGTH) {
            throw new TokenKeysException(
                    where + "the key has " + secret.length + " bytes, but must have " + TokenKey.LENGTH);
        }
        return new TokenKey(id, secret);
    }

    private static int id(String digits) {
        return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    }
}
