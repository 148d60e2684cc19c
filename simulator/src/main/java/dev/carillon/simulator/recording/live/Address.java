package dev.carillon.simulator.recording.live;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as people write them: {@code HOST:PORT}. */
final class Address {
    private static final int PORT_MAX = 65_535;

    private Address() {}

    /** Resolved if it can be; null if it is none. */
    static @Nullable InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            return null;
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            return port < 0 || port > PORT_MAX ? null : new InetSocketAddress(text.substring(0, colon), port);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
