package dev.carillon.protocol;

/** How far a message has come. */
public enum ReceiptKind {
    DELIVERED(1),
    READ(2),
    FAILED(3);

    private static final ReceiptKind[] BY_CODE = new ReceiptKind[256];

    static {
        for (ReceiptKind value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    ReceiptKind(int code) {
        this.code = code;
    }

    /** The number on the wire, 1–255. */
    public int code() {
        return code;
    }

    /** The constant with this number, or null if version 1 has none. */
    public static @org.jspecify.annotations.Nullable ReceiptKind of(int code) {
        return code < 0 || code > 255 ? null : BY_CODE[code];
    }
}
