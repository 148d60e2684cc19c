package dev.carillon.node.session;

/** What one loop has counted since it started, for reading by any thread; values may lag by a pass. */
public interface LoopCounters {
    /** Every counter and gauge of this loop, by name; names are the same for all loops. */
    void forEach(Reader reader);

    /** Hears one counter. */
    interface Reader {
        /**
         * @param name lower case with dots, such as {@code messages.accepted}
         * @param about what it counts, in a sentence
         * @param gauge whether the value may fall
         */
        void onValue(String name, String about, boolean gauge, long value);
    }
}
