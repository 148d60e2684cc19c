package dev.carillon.client.runtime;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Hears what happens on a {@link Link}, on its loop. */
public interface LinkListener {
    /** The connection stands; bytes may be written. */
    void onOpened();

    /** Bytes came in, cut anywhere; valid during the call. */
    void onBytes(DirectBuffer buffer, int offset, int length);

    /** Nothing more to read for now: the place to answer everything at once. */
    void onReadComplete();

    /** After a {@code write} that returned false, there is room again. */
    void onWritable();

    /** The connection is gone or was never made; the last call. {@code cause} is null if the other side closed. */
    void onClosed(@Nullable Throwable cause);
}
