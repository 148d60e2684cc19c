package dev.carillon.admin;

import dev.carillon.admin.v1.AdminGrpc;
import dev.carillon.admin.v1.AdminGrpc.AdminBlockingStub;
import dev.carillon.admin.v1.CopyStateReply;
import dev.carillon.admin.v1.CopyStateRequest;
import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.DigestStateRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Connections to the admin services of some nodes. One thread. */
final class AdminConnections implements AutoCloseable {
    private static final Metadata.Key<byte[]> TOKEN =
            Metadata.Key.of("carillon-operator-token-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** After which the copy, or the digest, of one partition is given up. */
    private static final int COPY_HOURS_MAX = 2;

    private static final int ANSWER_BYTES_MAX = 64 << 20;

    /** Would print stack traces about connections that break; held, or it is lost. */
    private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

    static {
        GRPC_LOG.setLevel(Level.OFF);
    }

    private final List<ServerAddress> servers;
    private final Supplier<byte[]> token;
    private final @Nullable Path authority;
    private final long timeoutSeconds;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<AdminBlockingStub> stubs = new ArrayList<>();

    /**
     * @param token asked for at each call, for a command may run longer than a token is good
     * @param authority of the nodes' certificates; null for plaintext
     */
    AdminConnections(
            List<ServerAddress> servers, Supplier<byte[]> token, @Nullable Path authority, long timeoutSeconds) {
        this.servers = servers;
        this.token = token;
        this.authority = authority;
        this.timeoutSeconds = timeoutSeconds;
        for (ServerAddress server : servers) {
            ManagedChannel channel = channel(server);
            channels.add(channel);
            stubs.add(AdminGrpc.newBlockingStub(channel));
        }
    }

    private Metadata headers() {
        Metadata headers = new Metadata();
        headers.put(TOKEN, token.get());
        return headers;
    }

    private ManagedChannel channel(ServerAddress server) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(server.host(), server.port())
                .maxInboundMessageSize(ANSWER_BYTES_MAX)
                .disableRetry()
                .proxyDetector(target -> null)
                .directExecutor();
        if (authority == null) {
            return builder.usePlaintext().build();
        }
        try {
            return builder.sslContext(GrpcSslContexts.forClient()
                            .trustManager(new NodeTrust(authority))
                            .protocols("TLSv1.3")
                            .build())
                    .build();
        } catch (SSLException e) {
            throw new CommandException("TLS cannot be used: " + e.getMessage() + ". Nothing was asked.");
        }
    }

    List<ServerAddress> servers() {
        return servers;
    }

    /**
     * Asks the first node that answers.
     *
     * @throws CommandException if none does, saying what each said
     */
    <T> T any(Function<AdminBlockingStub, T> call) {
        return firstThat(call, answer -> true);
    }

    /** Asks one node after the other until an answer is good; if none is, the last one counts. */
    <T> T firstThat(Function<AdminBlockingStub, T> call, Function<T, Boolean> good) {
        CommandException trouble = null;
        T last = null;
        for (int i = 0; i < servers.size(); i++) {
            try {
                last = ask(i, call);
                if (good.apply(last)) {
                    return last;
                }
            } catch (CommandException e) {
                trouble = trouble == null || e.exitCode() != ExitCode.NOT_REACHED ? e : trouble;
                if (e.exitCode() != ExitCode.NOT_REACHED) {
                    throw e;
                }
            }
        }
        if (last == null) {
            throw trouble == null ? new CommandException(ExitCode.USAGE, "No server was named.") : trouble;
        }
        return last;
    }

    /** @throws CommandException if that node does not answer well */
    <T> T ask(int server, Function<AdminBlockingStub, T> call) {
        try {
            return call.apply(stubs.get(server)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()))
                    .withDeadlineAfter(timeoutSeconds, TimeUnit.SECONDS));
        } catch (StatusRuntimeException e) {
            throw told(servers.get(server), e.getStatus());
        }
    }

    /**
     * Begins to fetch the copy of a partition's state from a node.
     *
     * @return its chunks, which throw {@link StatusRuntimeException} where they end before their end
     */
    Iterator<CopyStateReply> copy(int server, CopyStateRequest request) {
        return stubs.get(server)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()))
                .withDeadlineAfter(COPY_HOURS_MAX, TimeUnit.HOURS)
                .copyState(request);
    }

    /** Begins to have a partition's state summed up; what comes ends like a copy, and may take as long. */
    Iterator<DigestStateReply> digest(int server, DigestStateRequest request) {
        return stubs.get(server)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers()))
                .withDeadlineAfter(COPY_HOURS_MAX, TimeUnit.HOURS)
                .digestState(request);
    }

    CommandException told(ServerAddress server, Status status) {
        String said = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case UNAUTHENTICATED ->
                new CommandException(
                        ExitCode.NOT_ALLOWED,
                        "The node at " + server + " does not take this operator's token: " + said
                                + ". Nothing was changed. Use the nodes' key file (--key-file), a token that"
                                + " 'carillon token --operator NAME' issued with it, or --insecure-dev if the nodes run"
                                + " with it.");
            case INVALID_ARGUMENT ->
                new CommandException(
                        ExitCode.USAGE, "The node at " + server + " says: " + said + ". Nothing was changed.");
            case FAILED_PRECONDITION ->
                new CommandException("The node at " + server + " refuses: " + said + ". Nothing was changed.");
            case DEADLINE_EXCEEDED ->
                new CommandException(
                        ExitCode.NOT_REACHED,
                        "The node at " + server + " did not answer within " + timeoutSeconds
                                + " s. Whether a change was made is not known; look with 'carillon ring status'.");
            case CANCELLED ->
                new CommandException(
                        ExitCode.NOT_REACHED,
                        "The node at " + server + " ended while it was asked. Whether a change was made is not known;"
                                + " look with 'carillon ring status'.");
            case UNAVAILABLE ->
                new CommandException(
                        ExitCode.NOT_REACHED,
                        "No node answers at " + server + " (" + reason(status)
                                + "). Nothing was changed. Is it running, and is"
                                + " that its admin address (--server, admin.port)?"
                                + (authority == null ? " With certificates it wants --ca." : ""));
            default ->
                new CommandException("The node at " + server + " failed to answer: " + status.getCode() + " " + said
                        + ". Its log may say more.");
        };
    }

    private static String reason(Status status) {
        Throwable cause = status.getCause();
        String why = cause == null ? null : cause.getMessage();
        return why == null
                ? String.valueOf(status.getDescription())
                : why.lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
