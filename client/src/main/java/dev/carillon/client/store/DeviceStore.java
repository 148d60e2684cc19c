package dev.carillon.client.store;

/**
 * Keeps one device's identity and position. Two rules make resends exact: a send is safe here <em>before</em> its first
 * byte leaves, and a store that cannot vouch for its content gives a fresh device rather than old sequences.
 *
 * <p>Called on the client's loop; {@link #flush} is the only call that may wait for a disk, once per batch. Every
 * method may throw {@link DeviceStoreException}, which closes the client: nothing was sent that is not kept.
 */
public interface DeviceStore extends AutoCloseable {
    /** Opens the store and reads what it holds. Called once, first. */
    DeviceState open();

    /** Forgets everything and starts a new device. Safe when it returns. */
    void reset(long install);

    /** The history, from 1, that this device's sequences count in. Called once per device. */
    void history(long number);

    /** Adds a send; its cseq is the last one plus 1. */
    void append(StoredSend send);

    /** The node has settled every send up to {@code cseq}: they may be forgotten. */
    void settled(long cseq);

    /** Everything up to this inbox sequence was taken over. */
    void cursor(long seq);

    /** When this returns, what was appended survives what the store promises to survive. */
    void flush();

    /** Flushes and closes; the store is not used again. */
    @Override
    void close();
}
