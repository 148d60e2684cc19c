package dev.carillon.node.boot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.admin.v1.AdminGrpc;
import dev.carillon.admin.v1.AdminGrpc.AdminBlockingStub;
import dev.carillon.admin.v1.Device;
import dev.carillon.admin.v1.KickRequest;
import dev.carillon.admin.v1.LogLevelRequest;
import dev.carillon.admin.v1.MoveLeaderRequest;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StatusRequest;
import dev.carillon.admin.v1.UserReply;
import dev.carillon.admin.v1.UserRequest;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.ring.Decoded;
import dev.carillon.ring.PartitionMapCodec;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators hear of a node, over its real port, and who hears nothing. */
class NodeAdminTest {
    @TempDir
    private Path folder = Path.of("");

    @Nullable
    private TestNode started;

    @Nullable
    private ManagedChannel opened;

    private TestNode node() {
        return requireNonNull(started);
    }

    private ManagedChannel channel() {
        return requireNonNull(opened);
    }

    @BeforeEach
    void start() throws IOException {
        started = new TestNode(folder);
        opened = NettyChannelBuilder.forAddress("127.0.0.1", started.adminPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel().shutdownNow().awaitTermination(1, TimeUnit.MINUTES);
        node().close();
    }

    private AdminBlockingStub with(byte[] token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("carillon-operator-token-bin", Metadata.BINARY_BYTE_MARSHALLER), token);
        return AdminGrpc.newBlockingStub(channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(1, TimeUnit.MINUTES);
    }

    private AdminBlockingStub operator() {
        return with(TestTokens.operator("olga"));
    }

    @Test
    void whoHasNoOperatorsTokenHearsNothing() {
        StatusRequest any = StatusRequest.getDefaultInstance();
        assertThatThrownBy(() -> AdminGrpc.newBlockingStub(channel()).status(any))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAUTHENTICATED: there is no operator's token");
        assertThatThrownBy(() -> with(TestTokens.client("olga")).status(any))
                .as("a client's token")
                .hasMessageContaining("UNAUTHENTICATED");
        assertThatThrownBy(() -> with(TestTokens.unsignedOperator("olga")).status(any))
                .as("only with --insecure-dev")
                .hasMessageContaining("UNAUTHENTICATED: the token is not signed");
        byte[] forged = TestTokens.operator("olga");
        forged[forged.length - 1] ^= 1;
        assertThatThrownBy(() -> with(forged).status(any)).hasMessageContaining("UNAUTHENTICATED");
    }

    @Test
    void anOperatorsTokenLogsNoClientIn() throws Exception {
        try (TestDevice device = new TestDevice("olga", 1, TestTokens.operator("olga"))) {
            assertThatThrownBy(() -> device.connect(node().port()));
            assertThat(device.error).isEqualTo(ErrorCode.BAD_TOKEN);
        }
    }

    @Test
    void statusSaysWhatANodeAloneIs() {
        StatusReply status = operator().status(StatusRequest.getDefaultInstance());
        assertThat(status.getClusterId()).isEmpty();
        assertThat(status.getReady()).isTrue();
        assertThat(status.getHealthy()).isTrue();
        assertThat(status.getReplicasList())
                .hasSize(8)
                .allSatisfy(each -> assertThat(each.getLeads()).isTrue());
        assertThat(status.getOwnersList())
                .hasSize(8)
                .allSatisfy(each -> assertThat(each.getNodeId()).isEqualTo(1));
        assertThat(PartitionMapCodec.decode(status.getMap().toByteArray())).isInstanceOf(Decoded.Whole.class);
        assertThat(status.getCountersList())
                .anySatisfy(each -> assertThat(each.getName()).isEqualTo("sessions"));
        assertThat(status.getDiskFree()).isPositive();
    }

    @Test
    void aUserIsShownAndKickedAndComesBack() throws Exception {
        TestDevice alice = TestTokens.device("alice", 0x1f).connect(node().port());
        alice.send("bob", "hello").await(() -> alice.acked == 1);
        UserRequest bob = UserRequest.newBuilder().setUser("bob").build();
        UserRequest request = UserRequest.newBuilder().setUser("alice").build();
        UserReply shown = operator().inspectUser(request);
        assertThat(shown.getHere()).isTrue();
        assertThat(shown.getDevices(0))
                .extracting(Device::getInstall, Device::getConnected, Device::getSent)
                .containsExactly(0x1fL, true, 1L);
        assertThat(operator().inspectUser(bob).getKept()).isEqualTo(1);
        assertThat(operator()
                        .kickUser(KickRequest.newBuilder()
                                .setUser("alice")
                                .setInstall(0x20)
                                .build())
                        .getEnded())
                .as("another device")
                .isZero();
        assertThat(operator()
                        .kickUser(KickRequest.newBuilder().setUser("alice").build())
                        .getEnded())
                .isEqualTo(1);
        alice.awaitEnd();
        alice.connect(node().port());
        alice.send("bob", "again").await(() -> alice.acked == 2);
        alice.close();
    }

    @Test
    void whatCannotBeIsRefusedWithAReason() {
        assertThatThrownBy(() -> operator().inspectUser(UserRequest.getDefaultInstance()))
                .hasMessageContaining("INVALID_ARGUMENT");
        assertThatThrownBy(() -> operator()
                        .moveLeader(
                                MoveLeaderRequest.newBuilder().setPartition(8).build()))
                .hasMessageContaining("there are partitions 0 to 7");
        assertThatThrownBy(() -> operator()
                        .setLogLevel(
                                LogLevelRequest.newBuilder().setLevel("LOUD").build()))
                .hasMessageContaining("the levels are ERROR");
        assertThat(operator()
                        .moveLeader(MoveLeaderRequest.newBuilder()
                                .setPartition(3)
                                .setNodeId(2)
                                .build())
                        .getAsked())
                .as("there is nobody else")
                .isFalse();
    }

    @Test
    void theLogLevelChangesAndSaysWhatItWas() {
        LogLevelRequest warn = LogLevelRequest.newBuilder().setLevel("warn").build();
        String before = operator().setLogLevel(warn).getBefore();
        LogLevelRequest back = LogLevelRequest.newBuilder().setLevel(before).build();
        assertThat(operator().setLogLevel(back).getBefore()).isEqualTo("WARN");
    }
}
