package dev.carillon.client;

/** Where {@link Message#ack} goes. */
interface AckSink {
    /** The application has taken over the item at this inbox sequence. Any thread. */
    void ack(long seq);
}
