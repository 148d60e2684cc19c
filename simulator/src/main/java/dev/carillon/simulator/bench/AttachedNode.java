package dev.carillon.simulator.bench;

/** A node that somebody else runs: it is loaded, never started or ended. */
record AttachedNode(String host, int port, long pid) implements NodeUnderTest {
    static AttachedNode parse(String address, long pid) {
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= 65_535) {
                return new AttachedNode(address.substring(0, colon), port, pid);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new BenchException("--attach takes HOST:PORT, such as 127.0.0.1:7400, not " + address);
    }

    @Override
    public String durability() {
        return "as configured at " + host + ":" + port;
    }

    @Override
    public void restart() {
        throw new BenchException("a node that was attached to is not restarted; run this without --attach");
    }

    @Override
    public void close() {}
}
