package dev.carillon.protocol;

/** Why a connection ends (PROTOCOL.md, "Errors", which also says what a client does about each). */
public enum ErrorCode {
    MALFORMED(1),
    FRAME_TOO_BIG(2),
    UNSUPPORTED_VERSION(3),
    UNKNOWN_CRITICAL_FRAME(4),
    UNEXPECTED_FRAME(5),
    UNKNOWN_MANDATORY_TLV(6),
    BAD_ALIAS(7),
    BAD_SEQUENCE(8),
    SEQ_AHEAD(9),
    WINDOW_EXCEEDED(10),
    HANDSHAKE_TIMEOUT(11),
    FRAME_TIMEOUT(12),
    IDLE_TIMEOUT(13),
    SLOW_READER(14),
    BAD_TOKEN(20),
    TOKEN_EXPIRED(21),
    NOT_ENROLLED(22),
    DEVICE_RETIRED(23),
    DEVICE_LIMIT(24),
    REPLACED(25),
    TOO_MANY_CONNECTIONS(30),
    OVERLOADED(31),
    SHUTTING_DOWN(32),
    STORAGE_FAILED(33),
    INTERNAL(34);

    private static final ErrorCode[] BY_CODE = new ErrorCode[256];

    static {
        for (ErrorCode value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number on the wire, 1–255. */
    public int code() {
        return code;
    }

    /** The constant with this number, or null if version 1 has none. */
    public static @org.jspecify.annotations.Nullable ErrorCode of(int code) {
        return code < 0 || code > 255 ? null : BY_CODE[code];
    }
}
