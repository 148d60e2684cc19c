package dev.carillon.simulator.recording.live;

import dev.carillon.node.peer.PeerNotices;
import dev.carillon.node.peer.PeerTrust;
import dev.carillon.node.runtime.Clock;
import dev.carillon.protocol.token.TokenIssuer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say as whom nodes are asked; to be mixed in. One thread. */
final class Operator {
    private static final Metadata.Key<byte[]> TOKEN =
            Metadata.Key.of("carillon-operator-token-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final int ANSWER_BYTES_MAX = 8 << 20;
    private static final int TOKEN_SECONDS = 300;

    /** What certificates are held against. */
    private static final Clock CLOCK = new Clock() {
        @Override
        public long nowMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description = "An operator's token, for --node ('./carillon token --operator NAME');"
                    + " also $CARILLON_OPERATOR_TOKEN.")
    private @Nullable String token;

    @Option(names = "--insecure-dev", description = "Sign nothing, for nodes that run with --insecure-dev.")
    private boolean insecureDev;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "The cluster's ca.crt, for nodes that have certificates; without: plaintext.")
    private @Nullable Path authority;

    private byte[] shown = new byte[0];
    private @Nullable X509Certificate trusted;

    /** Looks at the options. @return what is wrong, a sentence; null if nothing is */
    @Nullable
    String wrong(long nowSeconds) {
        String text = token == null ? System.getenv("CARILLON_OPERATOR_TOKEN") : token;
        if (insecureDev) {
            shown = TokenIssuer.issueUnsignedForOperator("recorder", nowSeconds + TOKEN_SECONDS);
        } else if (text == null || text.isEmpty()) {
            return "--node wants an operator's --token, which './carillon token --operator NAME' issues, or --insecure-dev.";
        } else {
            try {
                shown = TokenIssuer.fromText(text);
            } catch (IllegalArgumentException e) {
                return "The operator's token cannot be used: " + e.getMessage()
                        + ". './carillon token --operator NAME' issues one.";
            }
        }
        Path file = authority;
        if (file == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            trusted = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return null;
        } catch (IOException | CertificateException e) {
            return file + " is no CA certificate that can be read. Name the ca.crt that './carillon cert init' made.";
        }
    }

    Metadata headers() {
        Metadata headers = new Metadata();
        headers.put(TOKEN, shown);
        return headers;
    }

    ManagedChannel channel(InetSocketAddress node) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(node)
                .maxInboundMessageSize(ANSWER_BYTES_MAX)
                .disableRetry();
        X509Certificate ca = trusted;
        if (ca == null) {
            return builder.usePlaintext().build();
        }
        PeerNotices silent = new PeerNotices(CLOCK, Duration.ofHours(1), notice -> {});
        try {
            return builder.sslContext(GrpcSslContexts.forClient()
                            .trustManager(new PeerTrust(ca, CLOCK, silent))
                            .protocols("TLSv1.3")
                            .build())
                    .build();
        } catch (javax.net.ssl.SSLException e) {
            throw new IllegalStateException("this JVM has no TLS 1.3", e);
        }
    }
}
