package dev.carillon.protocol;

/** Why inbox sequences are passed over. */
public enum SkipReason {
    ACKED(1),
    EXPIRED(2),
    PURGED(3);

    private static final SkipReason[] BY_CODE = new SkipReason[256];

    static {
        for (SkipReason value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    SkipReason(int code) {
        this.code = code;
    }

    /** The number on the wire, 1–255. */
    public int code() {
        return code;
    }

    /** The constant with this number, or null if version 1 has none. */
    public static @org.jspecify.annotations.Nullable SkipReason of(int code) {
        return code < 0 || code > 255 ? null : BY_CODE[code];
    }
}
