package dev.carillon.node.peer;

import dev.carillon.peer.v1.Hello;
import dev.carillon.peer.v1.RefusalReason;
import dev.carillon.protocol.peer.NodeIdentity;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What a Hello leads to (PEER.md, "Handshake").
 *
 * @param refusal null if the caller is welcome
 * @param text why not, for both logs
 * @param version spoken from here on, if welcome
 */
record HelloJudgement(@Nullable RefusalReason refusal, String text, int version) {
    static HelloJudgement of(Hello hello, PeerParts parts, PeerAdmission admission, @Nullable SSLSession session) {
        HelloJudgement known = ofNewcomer(hello, parts, admission, session);
        if (known.refusal() != null) {
            return known;
        }
        if (hello.getAnswererNodeId() != parts.self().nodeId()) {
            return no(
                    RefusalReason.WRONG_ANSWERER,
                    "Node " + hello.getNodeId() + " called node "
                            + Long.toUnsignedString(hello.getAnswererNodeId()) + " and reached node "
                            + parts.self().nodeId() + ". Mend the address that it calls.");
        }
        if (admission.isEvicted(hello.getNodeId(), hello.getIncarnation())) {
            return no(
                    RefusalReason.EVICTED,
                    "This life of node " + hello.getNodeId()
                            + " was evicted, and others have its data. Start it with an empty data folder.");
        }
        return known;
    }

    /** The same for one that does not know whom it calls, and has no life yet. */
    static HelloJudgement ofNewcomer(
            Hello hello, PeerParts parts, PeerAdmission admission, @Nullable SSLSession session) {
        NodeIdentity self = parts.self();
        long caller = hello.getNodeId();
        if (caller < 1 || hello.getLoop() < 0 || hello.getLoop() > PeerLimits.LOOP_MAX) {
            return no(
                    RefusalReason.MALFORMED,
                    "A Hello needs a node ID from 1 and a loop up to " + PeerLimits.LOOP_MAX + ".");
        }
        int version = Math.min(hello.getVersionMax(), PeerParts.VERSION_MAX);
        if (version < Math.max(hello.getVersionMin(), PeerParts.VERSION_MIN)) {
            return no(
                    RefusalReason.NO_COMMON_VERSION,
                    "Node " + caller + " speaks the versions "
                            + Integer.toUnsignedString(hello.getVersionMin()) + " to "
                            + Integer.toUnsignedString(hello.getVersionMax()) + " of the protocol between nodes, node "
                            + self.nodeId() + " " + PeerParts.VERSION_MIN + " to " + PeerParts.VERSION_MAX
                            + ". Upgrade the older one first.");
        }
        if (!hello.getClusterId().equals(self.clusterId())) {
            return no(
                    RefusalReason.WRONG_CLUSTER,
                    "Node " + caller + " belongs to "
                            + (NodeIdentity.isClusterId(hello.getClusterId())
                                    ? "the cluster " + hello.getClusterId()
                                    : "a cluster without a proper ID")
                            + ", node " + self.nodeId() + " to " + self.clusterId()
                            + ". Mend the address that it calls.");
        }
        if (caller == self.nodeId()) {
            return no(
                    RefusalReason.WRONG_IDENTITY,
                    "The caller says that it is node " + caller
                            + ", which is the one it called. Two nodes must not have the same ID.");
        }
        if (parts.network().isSecure()) {
            NodeIdentity shown = PeerCertificate.identity(session);
            NodeIdentity said = new NodeIdentity(self.clusterId(), caller);
            if (!said.equals(shown)) {
                return no(
                        RefusalReason.WRONG_IDENTITY,
                        "The caller says that it is " + said
                                + " and shows the certificate of " + (shown == null ? "no node" : shown)
                                + ". Give it its own certificate.");
            }
        }
        if (!admission.isMember(caller)) {
            return no(
                    RefusalReason.NOT_A_MEMBER,
                    "Node " + caller + " is no member of the cluster " + self.clusterId() + ". Add it first.");
        }
        return new HelloJudgement(null, "", version);
    }

    private static HelloJudgement no(RefusalReason reason, String text) {
        return new HelloJudgement(reason, text, 0);
    }
}
