package dev.carillon.simulator.faults.node;

import dev.carillon.node.peer.PeerNetwork;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Calls every other node through the suite's proxy; the node listens where it always does. Any thread. */
final class ProxiedNetwork implements PeerNetwork {
    private final PeerNetwork real;
    private final Path links;

    /** @param links which port of the proxy stands for which of another node; read at each call, for nodes come later */
    ProxiedNetwork(PeerNetwork real, Path links) {
        this.real = real;
        this.links = links;
    }

    @Override
    public ServerBuilder<?> server(InetSocketAddress address) {
        return real.server(address);
    }

    @Override
    public ServerBuilder<?> operators(InetSocketAddress address) {
        return real.operators(address);
    }

    @Override
    public void checkCall(String host, int port) {
        real.checkCall(host, port);
    }

    @Override
    public ManagedChannelBuilder<?> channel(String host, int port) {
        Properties known = new Properties();
        try (InputStream in = Files.newInputStream(links)) {
            known.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String proxy = known.getProperty(Integer.toString(port));
        if (proxy == null) {
            // A link around the proxy could not be cut, and the run would show nothing.
            throw new IllegalStateException(links + " has no proxy for " + host + ":" + port);
        }
        return real.channel(host, Integer.parseInt(proxy));
    }

    @Override
    public boolean isSecure() {
        return real.isSecure();
    }
}
