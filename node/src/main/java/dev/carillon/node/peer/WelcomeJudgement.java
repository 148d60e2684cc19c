package dev.carillon.node.peer;

import dev.carillon.peer.v1.Welcome;
import dev.carillon.protocol.peer.NodeIdentity;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Whether a Welcome comes from the node that was called (PEER.md, "Handshake"). */
final class WelcomeJudgement {
    private WelcomeJudgement() {}

    /** @return what is wrong, to follow the address in a sentence; null if nothing is */
    static @Nullable String wrong(Welcome welcome, PeerParts parts, PeerAddress address, @Nullable SSLSession session) {
        if (welcome.getNodeId() != address.nodeId()) {
            return "calls itself node " + welcome.getNodeId() + ". Mend the address.";
        }
        if (welcome.getVersion() < PeerParts.VERSION_MIN || welcome.getVersion() > PeerParts.VERSION_MAX) {
            return "chose version " + welcome.getVersion() + ", which this node does not speak.";
        }
        if (parts.network().isSecure()) {
            NodeIdentity shown = PeerCertificate.identity(session);
            NodeIdentity expected = new NodeIdentity(parts.self().clusterId(), address.nodeId());
            if (!expected.equals(shown)) {
                return "shows the certificate of " + (shown == null ? "no node" : shown) + ", not of " + expected
                        + ". Give it its own certificate, or mend the address.";
            }
        }
        return null;
    }
}
