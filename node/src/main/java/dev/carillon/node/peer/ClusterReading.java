package dev.carillon.node.peer;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterStateCodec;
import dev.carillon.peer.v1.ClusterAnswer;
import dev.carillon.peer.v1.ClusterRequest;
import dev.carillon.peer.v1.Hello;
import dev.carillon.peer.v1.PeerGrpc;
import dev.carillon.protocol.peer.NodeIdentity;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a node that comes for the first time learns who is in the cluster: it asks one that is. Blocks. */
public final class ClusterReading {
    private static final long ANSWER_MS = 5_000;
    private static final int BYTES_MAX = 16 << 20;

    private ClusterReading() {}

    /**
     * What a node said.
     *
     * @param state null if it was not told
     * @param why not, in a sentence; empty if it was
     */
    public record Said(@Nullable ClusterState state, String why) {}

    /** @param self who asks */
    public static Said ask(PeerNetwork network, NodeIdentity self, String host, int port) {
        network.checkCall(host, port);
        ManagedChannel channel =
                network.channel(host, port).maxInboundMessageSize(BYTES_MAX).build();
        try {
            return said(
                    self,
                    host + ":" + port,
                    PeerGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(ANSWER_MS, TimeUnit.MILLISECONDS)
                            .readCluster(ClusterRequest.newBuilder()
                                    .setHello(Hello.newBuilder()
                                            .setVersionMin(PeerParts.VERSION_MIN)
                                            .setVersionMax(PeerParts.VERSION_MAX)
                                            .setClusterId(self.clusterId())
                                            .setNodeId(self.nodeId()))
                                    .build()));
        } catch (StatusRuntimeException e) {
            return new Said(null, "No node answers at " + host + ":" + port + ".");
        } finally {
            channel.shutdownNow();
        }
    }

    private static Said said(NodeIdentity self, String where, ClusterAnswer answer) {
        if (answer.hasRefusal()) {
            return new Said(
                    null,
                    "The node at " + where + " says: "
                            + PeerNotices.clean(answer.getRefusal().getText()));
        }
        ClusterState state = ClusterStateCodec.decode(answer.getState().toByteArray());
        if (state == null || !state.map().id().equals(self.clusterId())) {
            return new Said(
                    null,
                    "What the node at " + where + " says of the cluster cannot be read. Are both of the same version?");
        }
        return new Said(state, "");
    }
}
