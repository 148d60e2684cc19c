package dev.carillon.admin;

/** Where a node's admin service is. */
record ServerAddress(String host, int port) {
    private static final int PORT_MAX = 65_535;

    /** @throws CommandException if it is not host:port */
    static ServerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            String host = colon < 0 ? "" : text.substring(0, colon);
            if (!host.isEmpty() && port >= 1 && port <= PORT_MAX) {
                return new ServerAddress(
                        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host, port);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new CommandException(
                ExitCode.USAGE,
                "\"" + text + "\" is no admin address: it is HOST:PORT, such as 127.0.0.1:7490. Nothing was asked.");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
