package dev.carillon.storage.overlay;

/** Where an item lies, in one long: chunk (20 bits), offset (24), length (20). */
final class ItemRef {
    static final int LENGTH_MAX = (1 << 20) - 1;
    static final int CHUNKS_MAX = 1 << 20;

    private ItemRef() {}

    static long of(int chunk, int offset, int length) {
        return (long) chunk << 44 | (long) offset << 20 | length;
    }

    static int chunk(long ref) {
        return (int) (ref >>> 44);
    }

    static int offset(long ref) {
        return (int) (ref >>> 20) & 0xFF_FFFF;
    }

    static int length(long ref) {
        return (int) ref & LENGTH_MAX;
    }
}
