package dev.carillon.client.runtime;

/**
 * Where a node listens.
 *
 * @param host a name or an IP address (IPv6 without brackets)
 * @param port 1–65535
 */
public record ServerAddress(String host, int port) {
    /** The port that nodes listen on unless told otherwise. */
    public static final int DEFAULT_PORT = 7400;

    public ServerAddress {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("The server's host is empty.");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("The server's port must be 1 to 65535, not " + port + ".");
        }
    }

    /** Reads {@code host}, {@code host:port} or {@code [v6]:port}; a sentence in the exception says what is wrong. */
    public static ServerAddress parse(String text) {
        int close = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.lastIndexOf(':');
        if (close >= 0) {
            String host = text.substring(1, close);
            return close == text.length() - 1
                    ? new ServerAddress(host, DEFAULT_PORT)
                    : new ServerAddress(
                            host, port(text, text.substring(close + 1).replaceFirst("^:", "")));
        }
        return colon < 0
                ? new ServerAddress(text, DEFAULT_PORT)
                : new ServerAddress(text.substring(0, colon), port(text, text.substring(colon + 1)));
    }

    private static int port(String text, String port) {
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a server address: write HOST:PORT, for example 127.0.0.1:7400.", e);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
