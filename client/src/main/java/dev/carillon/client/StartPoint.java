package dev.carillon.client;

/**
 * Where the application wants the device to begin.
 *
 * @param cursor the inbox position that the application keeps itself, or −1 for the store's
 * @param history what that position counts in, or 0 if the application does not say
 * @param asNewDevice whether the device in the store is to be given up
 */
record StartPoint(long cursor, long history, boolean asNewDevice) {
    static final StartPoint STORE = new StartPoint(-1, 0, false);

    long cursorOr(long stored) {
        return cursor < 0 ? stored : cursor;
    }
}
