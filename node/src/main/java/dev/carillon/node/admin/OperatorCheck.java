package dev.carillon.node.admin;

import dev.carillon.protocol.token.TokenResult;
import dev.carillon.protocol.token.TokenVerifier;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a call through only with an operator's token, and keeps the operator's name for the log. Any thread. */
final class OperatorCheck implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorCheck.class);

    static final Metadata.Key<byte[]> TOKEN =
            Metadata.Key.of("carillon-operator-token-bin", Metadata.BINARY_BYTE_MARSHALLER);
    static final Context.Key<String> OPERATOR = Context.key("carillon-operator");

    private final TokenVerifier verifier;
    private final LongSupplier epochSeconds;
    private final RefusedOperators refused;

    /** @param verifier of operators' tokens; used under a lock */
    OperatorCheck(TokenVerifier verifier, LongSupplier epochSeconds) {
        this.verifier = verifier;
        this.epochSeconds = epochSeconds;
        this.refused = new RefusedOperators(epochSeconds, notice -> LOG.warn("event=operator_refused {}", notice));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        byte[] token = headers.get(TOKEN);
        TokenResult result = verify(token == null ? new byte[0] : token);
        if (result instanceof TokenResult.Valid valid) {
            String operator = new String(valid.user(), StandardCharsets.UTF_8);
            return Contexts.interceptCall(Context.current().withValue(OPERATOR, operator), call, headers, next);
        }
        String why = token == null ? "there is no operator's token" : ((TokenResult.Invalid) result).detail();
        refused.refused(address(call), why);
        call.close(Status.UNAUTHENTICATED.withDescription(why), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static String address(ServerCall<?, ?> call) {
        return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress socket
                ? socket.getAddress().getHostAddress()
                : "unknown";
    }

    private synchronized TokenResult verify(byte[] token) {
        return verifier.verify(new UnsafeBuffer(token), 0, token.length, epochSeconds.getAsLong());
    }
}
