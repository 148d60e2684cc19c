package dev.carillon.protocol;

/** Why an acked message will never be delivered. */
public enum FailureReason {
    INBOX_FULL(1),
    EXPIRED(2),
    UNKNOWN_RECIPIENT(3),
    BLOCKED(4);

    private static final FailureReason[] BY_CODE = new FailureReason[256];

    static {
        for (FailureReason value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    FailureReason(int code) {
        this.code = code;
    }

    /** The number on the wire, 1–255. */
    public int code() {
        return code;
    }

    /** The constant with this number, or null if version 1 has none. */
    public static @org.jspecify.annotations.Nullable FailureReason of(int code) {
        return code < 0 || code > 255 ? null : BY_CODE[code];
    }
}
