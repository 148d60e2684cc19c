package dev.carillon.client;

/**
 * How a message is sent.
 *
 * @param receipt whether the sender hears when it is delivered and read
 */
public record SendOptions(boolean receipt) {
    /** No receipts. */
    public static final SendOptions PLAIN = new SendOptions(false);

    /** With receipts for delivered and read. */
    public static final SendOptions WITH_RECEIPTS = new SendOptions(true);
}
