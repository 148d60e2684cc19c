package dev.carillon.node.runtime;

/**
 * Kinds of mail in a {@link LoopMailbox}. Every piece begins with a u64: the connection of {@code OPEN} to
 * {@code WRITABLE}, both partitions of {@code RELAY} and {@code RELAY_WORD}, an argument of {@code COMMAND}, the sender of {@code PEER}.
 */
public final class MailKind {
    /** connection u64 | userLen u8 | user | HELLO frame. */
    public static final int OPEN = 1;
    /** connection u64 | frames. */
    public static final int FRAMES = 2;
    /** connection u64. */
    public static final int CLOSED = 3;
    /** connection u64 | writable u8. */
    public static final int WRITABLE = 4;
    /** from u32 | to u32 | first xseq u64 | count u32 | items. */
    public static final int RELAY = 5;
    /** from u32 | to u32 | xseq u64. */
    public static final int RELAY_WORD = 6;
    /** Nothing: something for this loop waits outside the mailbox. */
    public static final int WAKE = 7;
    /** command u64 | argument u64 | argument u64. */
    public static final int COMMAND = 8;

    /** node u64 | kind u32 | partition u32 | frame of another node. */
    public static final int PEER = 9;

    private MailKind() {}
}
