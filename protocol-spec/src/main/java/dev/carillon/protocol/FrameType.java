package dev.carillon.protocol;

/**
 * Numbers of the frame types, 5 bits each (PROTOCOL.md, "Frames"). A type below {@link #FIRST_IGNORABLE} that a
 * receiver does not know is an error; from there on it is skipped.
 */
public final class FrameType {
    public static final int HELLO = 1;
    public static final int WELCOME = 2;
    public static final int ERROR = 3;
    public static final int MOVE = 4;
    public static final int SEND = 5;
    public static final int SEND_ACK = 6;
    public static final int SEND_REFUSED = 7;
    public static final int DELIVER = 8;
    public static final int OWN_COPY = 9;
    public static final int RECV_ACK = 10;
    public static final int SKIP = 11;
    public static final int CREDIT = 12;
    public static final int RECEIPT = 13;
    public static final int READ = 14;
    public static final int GOODBYE = 15;

    public static final int FIRST_IGNORABLE = 16;

    public static final int PING = 16;
    public static final int PONG = 17;

    public static final int EPHEMERAL = 18;
    public static final int PRESENCE = 19;
    public static final int GROUP_DELIVER = 20;
    public static final int GROUP_CONTROL = 21;
    public static final int HISTORY_REQUEST = 22;
    public static final int HISTORY = 23;

    private FrameType() {}
}
