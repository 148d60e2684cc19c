package dev.carillon.protocol;

/** The numbers of PROTOCOL.md, "Limits". Sizes are bytes unless the name says otherwise. */
public final class Limits {
    public static final int VERSION = 1;

    /** Largest {@code len}: bytes of a frame after its length. */
    public static final int FRAME_MAX = 65_536;

    /** Largest {@code len} before a HELLO has been authenticated. */
    public static final int FRAME_MAX_BEFORE_WELCOME = 512;

    public static final int PAYLOAD_MAX = 60_000;

    public static final int USER_ID_MAX = 64;
    public static final int CLIENT_NAME_MAX = 64;

    /** Longest host in a MOVE, bytes. */
    public static final int HOST_MAX = 253;

    /** Highest port. */
    public static final int PORT_MAX = 65_535;

    public static final int TOKEN_MAX = 256;
    public static final int ERROR_TEXT_MAX = 256;

    /** Aliases per connection and direction; an alias is 0 to this minus 1. */
    public static final int ALIASES = 64;

    /** Largest sequence, count or duration: what a varint can hold. */
    public static final long SEQUENCE_MAX = Varint.MAX;

    public static final int WINDOW_MESSAGES_DEFAULT = 256;
    public static final int WINDOW_MESSAGES_MAX = 32_767;
    public static final int WINDOW_BYTES_DEFAULT = 1 << 20;
    public static final int WINDOW_BYTES_MAX = 1 << 30;

    /** The furthest that a RECV_ACK with 8 bits may go beyond the one before it. */
    public static final int NARROW_ACK_ADVANCE_MAX = 127;

    /** How far the sender's time may drift from the connection's last stamp before a DELIVER carries a new one. */
    public static final int STAMP_DRIFT_MS = 1_000;

    public static final int KEEPALIVE_SECONDS_DEFAULT = 30;
    public static final int KEEPALIVE_SECONDS_MAX = 3_600;

    /** A connection silent for this many keepalive periods is closed. */
    public static final int KEEPALIVE_MISSES = 3;

    public static final int HANDSHAKE_TIMEOUT_MS = 5_000;
    public static final int FRAME_TIMEOUT_MS = 10_000;

    private Limits() {}
}
