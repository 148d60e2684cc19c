package dev.carillon.node.cluster;

import org.jspecify.annotations.Nullable;

/** What came of a wish for the cluster; PEER.md has the codes. */
public enum WishResult {
    /** It cannot be, as things are; nothing was changed. */
    REFUSED(0),

    /** It is fulfilled, or under way. */
    DONE(1),

    /** Nobody could decide it now; nothing was changed, and it may be asked for again. */
    NOT_NOW(2),

    /** Whoever decided it has not said how; whether it was done shows in the cluster's state. */
    UNKNOWN(3);

    private static final WishResult[] ALL = values();

    private final int code;

    WishResult(int code) {
        this.code = code;
    }

    /** The number on the wire, 0-3. */
    int code() {
        return code;
    }

    /** @return null if no result has this code */
    static @Nullable WishResult of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : null;
    }
}
