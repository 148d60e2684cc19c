package dev.carillon.node.boot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.carillon.admin.v1.AdminGrpc;
import dev.carillon.admin.v1.AdminGrpc.AdminBlockingStub;
import dev.carillon.admin.v1.Device;
import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.DigestStateRequest;
import dev.carillon.admin.v1.InboxEntry;
import dev.carillon.admin.v1.KickRequest;
import dev.carillon.admin.v1.LogLevelRequest;
import dev.carillon.admin.v1.MoveLeaderRequest;
import dev.carillon.admin.v1.PeekReply;
import dev.carillon.admin.v1.PeekRequest;
import dev.carillon.admin.v1.PurgeReply;
import dev.carillon.admin.v1.PurgeRequest;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatePart;
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
import java.util.Iterator;
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
    void anInboxIsLookedIntoAndGivenUpAndItsSenderHearsOfIt() throws Exception {
        TestDevice alice = TestTokens.device("alice", 0x1f).connect(node().port());
        for (int i = 1; i <= 5; i++) {
            alice.send("bob", "x".repeat(i));
        }
        alice.await(() -> alice.acked == 5);
        await().until(() -> inspected("bob").getKept() == 5);
        PeekReply page = peek("bob", 2, 3);
        assertThat(page.getItemsList())
                .extracting(
                        InboxEntry::getSeq,
                        InboxEntry::getKind,
                        InboxEntry::getPeer,
                        InboxEntry::getInstall,
                        InboxEntry::getCseq,
                        InboxEntry::getPayloadBytes)
                .containsExactly(
                        tuple(2L, InboxEntry.Kind.MESSAGE, "alice", 0x1fL, 2L, 2),
                        tuple(3L, InboxEntry.Kind.MESSAGE, "alice", 0x1fL, 3L, 3),
                        tuple(4L, InboxEntry.Kind.MESSAGE, "alice", 0x1fL, 4L, 4));
        assertThat(page.getNext()).isEqualTo(5);
        assertThat(peek("bob", 5, 3).getNext()).isZero();
        assertThat(peek("nobody", 1, 3).getKnown()).isFalse();
        assertThat(inspected("bob").getOldestMs())
                .isEqualTo(peek("bob", 1, 1).getItems(0).getStampMs());

        PurgeReply purge = operator()
                .purgeInbox(PurgeRequest.newBuilder().setUser("bob").setUpTo(3).build());
        assertThat(purge.getItems()).isEqualTo(3);
        await().until(() -> inspected("bob").getExpired() == 3);
        assertThat(peek("bob", 1, 9).getItemsList())
                .extracting(InboxEntry::getSeq)
                .containsExactly(4L, 5L);
        TestDevice bob = TestTokens.device("bob", 0x2f).connect(node().port());
        bob.await(() -> bob.received.size() == 2);
        alice.await(() -> alice.receipts.size() == 3);
        assertThat(alice.receipts).containsExactly("FAILED bob 1", "FAILED bob 2", "FAILED bob 3");
        assertThat(peek("alice", 1, 9).getItemsList())
                .extracting(InboxEntry::getKind, InboxEntry::getPeer, InboxEntry::getReceipt, InboxEntry::getReason)
                .containsOnly(tuple(InboxEntry.Kind.RECEIPT, "bob", "FAILED", "EXPIRED"));
        assertThat(operator()
                        .purgeInbox(PurgeRequest.newBuilder()
                                .setUser("bob")
                                .setUpTo(3)
                                .build())
                        .getItems())
                .as("again")
                .isZero();
        alice.close();
        bob.close();
    }

    /** However much is asked for, a loop gives up a part at a time. */
    @Test
    void aLargeInboxIsGivenUpInParts() throws Exception {
        TestDevice alice = TestTokens.device("alice", 0x1f).connect(node().port());
        for (int i = 1; i <= 300; i++) {
            long sent = i;
            // Within any window that a node grants.
            alice.send("bob", "x").await(() -> alice.acked == sent);
        }
        await().until(() -> inspected("bob").getKept() == 300);
        PurgeRequest all =
                PurgeRequest.newBuilder().setUser("bob").setUpTo(Long.MAX_VALUE).build();
        assertThat(operator().purgeInbox(all).getUpTo()).isEqualTo(256);
        await().until(() -> inspected("bob").getExpired() == 256);
        assertThat(operator().purgeInbox(all).getItems()).isEqualTo(44);
        await().until(() -> inspected("bob").getKept() == 0);
        alice.close();
    }

    private UserReply inspected(String user) {
        return operator().inspectUser(UserRequest.newBuilder().setUser(user).build());
    }

    private PeekReply peek(String user, long from, int limit) {
        return operator()
                .peekInbox(PeekRequest.newBuilder()
                        .setUser(user)
                        .setFrom(from)
                        .setLimit(limit)
                        .build());
    }

    @Test
    void whatCannotBeIsRefusedWithAReason() {
        assertThatThrownBy(() -> peek("bob", 1, 0)).hasMessageContaining("the limit is 1 to 256");
        assertThatThrownBy(() -> peek("bob", 1, 257)).hasMessageContaining("the limit is 1 to 256");
        assertThatThrownBy(() -> operator()
                        .purgeInbox(PurgeRequest.newBuilder().setUser("bob").build()))
                .hasMessageContaining("begin with 1");
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

    private DigestStateReply digest(int partition, long generation, long index) {
        DigestStateReply last = DigestStateReply.getDefaultInstance();
        for (Iterator<DigestStateReply> replies = operator()
                        .digestState(DigestStateRequest.newBuilder()
                                .setPartition(partition)
                                .setGeneration(generation)
                                .setIndex(index)
                                .build());
                replies.hasNext(); ) {
            last = replies.next();
        }
        return last;
    }

    private long applied(int partition) {
        return operator().status(StatusRequest.getDefaultInstance()).getReplicasList().stream()
                .filter(replica -> replica.getPartition() == partition)
                .mapToLong(Replica::getApplied)
                .findAny()
                .orElseThrow();
    }

    @Test
    void aStateIsSummedUpAsOfAnEntry() throws Exception {
        try (TestDevice alice = TestTokens.device("alice", 0x1f).connect(node().port())) {
            int partition = operator()
                    .inspectUser(UserRequest.newBuilder().setUser("alice").build())
                    .getPartition();
            alice.send("alice", "hello").await(() -> alice.acked == 1);
            DigestStateReply first = await().until(
                            () -> digest(partition, 1, applied(partition)),
                            reply -> reply.getResult() == DigestStateReply.Result.DONE);
            assertThat(first.getPartsList())
                    .extracting(StatePart::getName)
                    .anySatisfy(name -> assertThat(name).startsWith("users, version "))
                    .anySatisfy(name -> assertThat(name).startsWith("partition, version "));
            assertThat(first.getBytes()).isPositive();
            assertThat(digest(partition, 1, applied(partition)).getDigest()).isEqualTo(first.getDigest());

            alice.send("alice", "again").await(() -> alice.acked == 2);
            DigestStateReply second = await().until(
                            () -> digest(partition, 1, applied(partition)),
                            reply -> reply.getResult() == DigestStateReply.Result.DONE);
            assertThat(second.getDigest()).isNotEqualTo(first.getDigest());
            assertThat(digest(partition, 1, applied(partition) - 1).getResult())
                    .isEqualTo(DigestStateReply.Result.PASSED);
            assertThat(digest(partition, 1, applied(partition) + 9).getResult())
                    .isEqualTo(DigestStateReply.Result.LATE);
            assertThat(digest(partition, 2, 1).getResult()).isEqualTo(DigestStateReply.Result.MOVING);
            assertThat(digest(99, 1, 1).getResult()).isEqualTo(DigestStateReply.Result.ELSEWHERE);
            assertThatThrownBy(() -> operator()
                            .digestState(DigestStateRequest.newBuilder()
                                    .setWaitMs(10_001)
                                    .build())
                            .next())
                    .hasMessageContaining("INVALID_ARGUMENT: a replica is waited for at most 10000 ms");
        }
    }
}
