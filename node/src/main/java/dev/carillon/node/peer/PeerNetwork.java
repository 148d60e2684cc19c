package dev.carillon.node.peer;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import java.net.InetSocketAddress;

/** Sockets, event loops and encryption for links; the assembly has the real one. Any thread. */
public interface PeerNetwork {
    /**
     * A server that is not started yet, for streams whose callbacks run on its event loops.
     *
     * @throws RuntimeException if this address must not be served like this; the message is for people
     */
    ServerBuilder<?> server(InetSocketAddress address);

    /**
     * The same for operators, who show a token instead of a certificate.
     *
     * @throws RuntimeException if this address must not be served like this; the message is for people
     */
    ServerBuilder<?> operators(InetSocketAddress address);

    /**
     * Whether a node there may be called at all; never looks up a name.
     *
     * @throws RuntimeException if not; the message is for people
     */
    void checkCall(String host, int port);

    /** One connection, not made yet, with callbacks on its event loop. */
    ManagedChannelBuilder<?> channel(String host, int port);

    /** Whether both ends show certificates of the cluster; then a stream without one is refused. */
    boolean isSecure();
}
