package dev.carillon.protocol;

/** Why one SEND was refused. Below 128 for good (its cseq is consumed), from 128 for now (the client rewinds to it). */
public enum RefusalCode {
    PAYLOAD_TOO_BIG(1),
    BAD_RECIPIENT(2),
    UNKNOWN_RECIPIENT(3),
    BLOCKED(4),
    OVERLOADED(128),
    STORAGE_FULL(129),
    CSEQ_GAP(130);

    private static final RefusalCode[] BY_CODE = new RefusalCode[256];

    static {
        for (RefusalCode value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    RefusalCode(int code) {
        this.code = code;
    }

    /** The number on the wire, 1–255. */
    public int code() {
        return code;
    }

    /** The constant with this number, or null if version 1 has none. */
    public static @org.jspecify.annotations.Nullable RefusalCode of(int code) {
        return code < 0 || code > 255 ? null : BY_CODE[code];
    }
}
