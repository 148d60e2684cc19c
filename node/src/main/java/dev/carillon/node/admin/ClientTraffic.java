package dev.carillon.node.admin;

import org.agrona.DirectBuffer;

/** What clients say and hear at this node, for one who records it. */
public interface ClientTraffic {
    /** Connections that are open now. Any thread. */
    int connections();

    /**
     * Begins to listen; not while somebody else does. May wait for the event loops, for a few seconds at most.
     *
     * @throws OutOfMemoryError if there is no memory for what is on its way
     */
    Source start();

    /** What was seen, in its order. One thread. */
    interface Source {
        /** Hands over what there is, up to so many pieces. Returns how many there were; never waits. */
        int read(Listener listener, int limit);

        /** Frames that found no room since the last question. */
        long takeLost();

        /** Listens no more; what was seen before can still be read. Again it does nothing. */
        void stop();
    }

    /** Hears it. Times are monotonic ns; buffers are good during the call. */
    interface Listener {
        /** A HELLO with a good token, without the token. */
        void opened(long connection, long atNs, String user, long install, long lastSeq, long nextCseq);

        /** Whole frames from the client. */
        void heard(long connection, long atNs, DirectBuffer frames, int offset, int length);

        /** Whole frames to the client. */
        void told(long connection, long atNs, DirectBuffer frames, int offset, int length);

        void closed(long connection, long atNs, boolean byNode);

        /** Something found no room; nothing more of this connection follows. */
        void cut(long connection, long atNs);
    }
}
