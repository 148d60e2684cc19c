package dev.carillon.protocol;

/** The flag bits of each frame type's header byte (PROTOCOL.md, "Frames"). A bit that is not here must be 0. */
public final class FrameFlag {
    public static final int HELLO_ENROL = 1;
    public static final int WELCOME_ENROLLED = 1;
    public static final int SEND_NAMED = 1;
    public static final int SEND_RECEIPT = 2;
    public static final int SEND_WIDE = 4;
    public static final int SEND_ACK_IN_ORDER = 1;
    public static final int DELIVER_NAMED = 1;
    public static final int DELIVER_STAMPED = 2;
    public static final int DELIVER_OWN = 4;
    public static final int RECV_ACK_WIDE = 1;

    /** In DELIVER's alias byte: the sender asked for receipts. */
    public static final int DELIVER_ALIAS_RECEIPT = 0x40;

    private FrameFlag() {}
}
