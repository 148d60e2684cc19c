package dev.carillon.node.session;

/** Hears what a loop answers; one call, on a loop or on the thread that asked. Must not block. */
public interface Answer<T> {
    void known(T answer);

    /** Nothing was done or looked at. @param why for people */
    void failed(String why);
}
