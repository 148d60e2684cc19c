package dev.carillon.node.peer;

/**
 * Where another node answers.
 *
 * @param nodeId whom to expect there
 * @param host a name or a numeric address; a name is looked up at each attempt
 */
public record PeerAddress(long nodeId, String host, int port) {
    @Override
    public String toString() {
        return "node " + nodeId + " at " + host + ":" + port;
    }
}
