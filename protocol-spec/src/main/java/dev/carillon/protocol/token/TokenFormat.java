package dev.carillon.protocol.token;

import dev.carillon.protocol.Limits;

/**
 * The bytes of a token (PROTOCOL.md, "Tokens"). Operators' tokens, which only the admin service takes, are laid out alike.
 *
 * <pre>
 *  0         1         2                 6         7            7+n
 * +---------+---------+-----------------+---------+------------+---------------------+
 * | version | key ID  | expires, u32 s  | n, 1–64 | user, n    | tag, 16 (0 if ID 0) |
 * +---------+---------+-----------------+---------+------------+---------------------+
 * </pre>
 */
final class TokenFormat {
    static final int VERSION = 1;

    /** Instead of the version, in a token of an operator: no client's token can be taken for one, nor the other way round. */
    static final int OPERATOR_VERSION = 0x81;

    static final int KEY_ID = 1;
    static final int EXPIRES = 2;
    static final int USER_LENGTH = 6;
    static final int USER = 7;
    static final int TAG_LENGTH = 16;
    static final int LENGTH_MAX = USER + Limits.USER_ID_MAX + TAG_LENGTH;

    /** The key ID of tokens that nobody signed. */
    static final int UNSIGNED = 0;

    static final String MAC = "HmacSHA256";

    private TokenFormat() {}
}
