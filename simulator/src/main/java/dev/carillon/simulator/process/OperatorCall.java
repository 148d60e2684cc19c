package dev.carillon.simulator.process;

import dev.carillon.admin.v1.AdminGrpc;
import dev.carillon.admin.v1.AdminGrpc.AdminBlockingStub;
import dev.carillon.protocol.token.TokenIssuer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One call of a node's admin service, on a connection of its own. Any thread. */
public final class OperatorCall {
    private static final Metadata.Key<byte[]> TOKEN =
            Metadata.Key.of("carillon-operator-token-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final long EXPIRES_AT_SECONDS = 0xFFFF_FFFFL;

    private OperatorCall() {}

    /** @throws io.grpc.StatusRuntimeException if there is no answer within that time, or a refusal */
    public static <T> T ask(NodeProcess node, long withinMs, Function<AdminBlockingStub, T> question) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", node.adminPort())
                .usePlaintext()
                .build();
        try {
            Metadata headers = new Metadata();
            headers.put(TOKEN, TokenIssuer.issueUnsignedForOperator("demo", EXPIRES_AT_SECONDS));
            return question.apply(AdminGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .withDeadlineAfter(withinMs, TimeUnit.MILLISECONDS));
        } finally {
            channel.shutdownNow();
        }
    }
}
