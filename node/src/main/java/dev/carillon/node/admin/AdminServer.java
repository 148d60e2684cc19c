package dev.carillon.node.admin;

import dev.carillon.node.peer.PeerNetwork;
import dev.carillon.node.session.NodeCore;
import dev.carillon.protocol.token.TokenVerifier;
import io.grpc.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Serves operators. Create, {@link #start}, {@link #close}; any thread. */
public final class AdminServer implements AutoCloseable {
    /** Longest question, bytes; answers are not limited. */
    private static final int QUESTION_BYTES_MAX = 64 << 10;

    private static final long CLOSE_WAIT_MS = 1_000;

    private final PeerNetwork network;
    private final OperatorCheck check;
    private final AdminAnswers answers;
    private @Nullable Server server;

    /**
     * @param verifier of operators' tokens; nobody else's from now on
     */
    public AdminServer(
            PeerNetwork network,
            TokenVerifier verifier,
            LongSupplier epochSeconds,
            NodeFacts facts,
            NodeCore core,
            StateStreams copies,
            StateDigests digests,
            ClientTaps taps) {
        this.network = network;
        this.check = new OperatorCheck(verifier, epochSeconds);
        this.answers = new AdminAnswers(facts, core, copies, digests, taps);
    }

    /**
     * Binds and serves.
     *
     * @return the port
     * @throws IOException if the address cannot be had
     * @throws RuntimeException if it must not be served like this; the message is for people
     */
    public synchronized int start(InetSocketAddress address) throws IOException {
        Server made = network.operators(address)
                .maxInboundMessageSize(QUESTION_BYTES_MAX)
                .intercept(check)
                .addService(answers)
                .build()
                .start();
        server = made;
        return made.getPort();
    }

    @Override
    public synchronized void close() {
        if (server == null) {
            return;
        }
        server.shutdown();
        try {
            if (!server.awaitTermination(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
