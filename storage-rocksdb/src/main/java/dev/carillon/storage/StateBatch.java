package dev.carillon.storage;

/**
 * The changes of one partition between two markers, to be written atomically. Filled on the partition's loop, then
 * handed over to the writer and not changed any more.
 */
public interface StateBatch {
    int partition();

    Marker marker();

    /** Bytes of keys and values. */
    long bytes();

    /** Passes every change to an engine, in order. */
    void forEach(Changes changes);

    /** What an engine does with a change. Arrays are handed over. */
    interface Changes {
        void putRecord(byte[] key, byte[] value);

        void deleteRecord(byte[] key);

        void putItem(long queue, long seq, org.agrona.DirectBuffer buffer, int offset, int length);

        /** Items {@code fromSeq} to {@code toSeq - 1}, each of which may be absent. */
        void deleteItems(long queue, long fromSeq, long toSeq);
    }
}
