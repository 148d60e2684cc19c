package dev.carillon.client;

import static dev.carillon.client.ClientBench.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.store.MemoryDeviceStore;
import dev.carillon.client.store.StoredSend;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReconnectTest {
    private final ClientBench bench = new ClientBench(1);

    @Test
    void waitsBetweenAttemptsGrowToABoundAndAreSpread() {
        bench.network.down = true;
        bench.start(builder -> builder.limits(ClientLimits.DEFAULT.withBackOff(500, 60_000)));
        bench.run(3_600_000);
        List<Long> waits = bench.states.stream()
                .filter(ConnectionState.Offline.class::isInstance)
                .map(s -> ((ConnectionState.Offline) s).retryInMs())
                .toList();
        assertThat(waits).hasSizeGreaterThan(60);
        for (int i = 0; i < waits.size(); i++) {
            assertThat(waits.get(i)).isBetween(0L, Math.min(60_000, 500L << Math.min(i, 20)));
        }
        List<Long> late = waits.subList(10, waits.size());
        assertThat(late).as("full jitter").anyMatch(w -> w < 15_000).anyMatch(w -> w > 45_000);
    }

    @Test
    void aGoodConnectionSetsTheBackOffBack() {
        bench.network.down = true;
        bench.start(builder -> builder);
        bench.run(600_000);
        bench.network.down = false;
        bench.run(120_000);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
        bench.network.pipe().cut(null);
        assertThat(((ConnectionState.Offline) bench.state()).retryInMs()).isLessThanOrEqualTo(500);
    }

    @Test
    void aConnectionThatBreaksAtOnceDoesNot() {
        bench.online();
        long longest = 0;
        for (int i = 0; i < 40; i++) {
            bench.until(() -> bench.state() instanceof ConnectionState.Online);
            bench.network.pipe().cut(null);
            longest = Math.max(longest, ((ConnectionState.Offline) bench.state()).retryInMs());
            bench.run(1);
        }
        assertThat(longest).isGreaterThan(10_000);
    }

    @Test
    void severalServersAreTriedInTurn() {
        bench.network.down = true;
        bench.start(builder -> builder.server("second", 7401));
        bench.run(60_000);
        assertThat(bench.network.attempts.get(0).host()).isEqualTo("node");
        assertThat(bench.network.attempts.get(1).host()).isEqualTo("second");
        assertThat(bench.network.attempts.get(2).host()).isEqualTo("node");
    }

    @Test
    void goodbyeSaysWhenToComeBackAndAcksStillCount() {
        CarillonClient client = bench.online();
        bench.node.ackless = true;
        CompletableFuture<SendResult> sent = client.send("bob", "1");
        bench.run(10);
        bench.node.ackless = false;
        long before = bench.network.loop.nowMs();
        bench.network.pipe().server().goodbye(ErrorCode.SHUTTING_DOWN, 20_000, 5_000);
        bench.run(50);
        assertThat(outcome(sent)).isEqualTo("stored 1");
        long wait = ((ConnectionState.Offline) bench.state()).retryInMs();
        assertThat(wait).isBetween(20_000L, 25_000L);
        bench.run(19_000);
        assertThat(bench.network.pipes).hasSize(1);
        bench.run(7_000);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
        assertThat(bench.network.loop.nowMs() - before).isGreaterThan(20_000);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {
                "OVERLOADED",
                "SHUTTING_DOWN",
                "STORAGE_FAILED",
                "INTERNAL",
                "TOO_MANY_CONNECTIONS",
                "HANDSHAKE_TIMEOUT",
                "IDLE_TIMEOUT",
                "SLOW_READER"
            })
    void passingErrorsAreRetriedNotBeforeTheTimeNamed(ErrorCode code) {
        bench.node.helloError = code.code();
        bench.node.helloErrorRetryAfterMs = 7_000;
        bench.start(builder -> builder);
        bench.run(1_000);
        assertThat(((ConnectionState.Offline) bench.state()).retryInMs()).isBetween(7_000L, 7_500L);
        bench.node.helloError = 0;
        bench.run(10_000);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {
                "UNSUPPORTED_VERSION",
                "UNKNOWN_MANDATORY_TLV",
                "BAD_TOKEN",
                "DEVICE_LIMIT",
                "SEQ_AHEAD",
                "TOKEN_EXPIRED"
            })
    void finalErrorsAreFinal(ErrorCode code) {
        bench.node.helloError = code.code();
        CarillonClient client = bench.start(builder -> builder);
        bench.run(600_000);
        assertThat(bench.network.pipes).hasSize(1);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Closed.class);
        assertThat(((ConnectionState.Closed) bench.state()).reason()).contains(code.name());
        assertThat(client.whenClosed()).isDone();
        CompletableFuture<SendResult> late = client.send("bob", "late");
        bench.run(1);
        assertThat(outcome(late)).startsWith("failed").contains(code.name());
    }

    @Test
    void anUnknownErrorIsRetried() {
        bench.node.helloError = 200;
        bench.start(builder -> builder);
        bench.run(1_000);
        bench.node.helloError = 0;
        bench.run(5_000);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void aBugIsRetriedTwice() {
        bench.node.helloError = ErrorCode.MALFORMED.code();
        bench.start(builder -> builder);
        bench.run(600_000);
        assertThat(bench.network.pipes).hasSize(3);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Closed.class);
    }

    @Test
    void anExpiredTokenIsReplacedByTheSuppliersNext() {
        bench.node.helloError = ErrorCode.TOKEN_EXPIRED.code();
        bench.start(builder ->
                builder.token(() -> (bench.network.pipes.size() + "th token").getBytes(StandardCharsets.UTF_8)));
        bench.run(300);
        bench.node.helloError = 0;
        bench.run(2_000);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void connectionsOfOneRunAreNumbered() {
        MemoryDeviceStore store = new MemoryDeviceStore();
        CarillonClient first = bench.start(builder -> builder.store(store));
        bench.run(1_000);
        bench.network.pipe().cut(null);
        bench.run(10_000);
        first.close();
        bench.start(builder -> builder.store(store));
        bench.run(1_000);
        List<String> said = bench.node.connections;
        assertThat(said).hasSize(3);
        String run = said.get(0).substring(0, said.get(0).indexOf('/'));
        assertThat(said.subList(0, 2)).containsExactly(run + "/1", run + "/2");
        assertThat(said.get(2)).endsWith("/1").isNotEqualTo(said.get(0));
        assertThat(bench.node.devices).as("one device").hasSize(1);
    }

    /** It may have been a connection of its own that came late. */
    @Test
    void aDeviceThatIsReplacedComesBackOnceAMinute() {
        CarillonClient client = bench.online();
        for (int minute = 1; minute <= 3; minute++) {
            bench.network.pipe().server().error(ErrorCode.REPLACED, 0);
            bench.run(2_000);
            assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
            assertThat(bench.network.pipes).hasSize(1 + minute);
            bench.run(59_000);
        }
        assertThat(client.whenClosed()).isNotDone();
        bench.network.pipe().server().error(ErrorCode.REPLACED, 0);
        bench.run(2_000);
        bench.network.pipe().server().error(ErrorCode.REPLACED, 0);
        bench.run(600_000);
        assertThat(client.whenClosed()).isDone();
        assertThat(((ConnectionState.Closed) bench.state()).reason()).contains("REPLACED", "another copy");
    }

    private static MemoryDeviceStore copy() {
        MemoryDeviceStore store = new MemoryDeviceStore();
        store.reset(0xC0);
        return store;
    }

    /** The newer one wins, whatever the older one tries. */
    @Test
    void ofTwoCopiesOfADeviceOneStops() {
        CarillonClient older = bench.start(builder -> builder.store(copy()));
        bench.run(1_000);
        CarillonClient newer = bench.start(builder -> builder.store(copy()));
        bench.run(120_000);
        assertThat(older.whenClosed()).isDone();
        assertThat(newer.whenClosed()).isNotDone();
        assertThat(bench.node.devices).hasSize(1);
    }

    @Test
    void aForgottenDeviceEnrolsAnewAndSendsWhatIsPending() {
        CarillonClient client = bench.online();
        client.send("bob", "1");
        bench.run(50);
        bench.node.devices.clear();
        bench.node.inbox.clear();
        bench.network.pipe().cut(null);
        CompletableFuture<SendResult> pending = client.send("bob", "2");
        bench.run(5_000);
        assertThat(bench.node.hellos).last().asString().startsWith("enrol install=1112 lastSeq=0 nextCseq=1");
        assertThat(bench.node.storedIds).containsExactly("1111/1", "1112/1");
        assertThat(outcome(pending)).isEqualTo("stored 1");
    }

    @Test
    void aRetiredDeviceEnrolsAnewButDoesNotRepeatWhatMayBeStored() {
        CarillonClient client = bench.online();
        bench.node.silent = true;
        CompletableFuture<SendResult> unknown = client.send("bob", "1");
        bench.run(50);
        bench.node.silent = false;
        bench.node.helloError = ErrorCode.DEVICE_RETIRED.code();
        bench.network.pipe().cut(null);
        CompletableFuture<SendResult> unsent = client.send("bob", "2");
        bench.until(() -> bench.node.hellos.size() >= 2);
        bench.node.helloError = 0;
        bench.run(5_000);
        assertThat(outcome(unknown)).startsWith("failed").contains("unknown");
        assertThat(bench.node.stored).containsExactly("bob:1", "bob:2");
        assertThat(outcome(unsent)).isEqualTo("stored 1");
    }

    @Test
    void aStoreThatWentBackIsNotBelieved() {
        bench.online();
        bench.network.pipe().cut(null);
        bench.node.ackedCseqBonus = 5;
        bench.until(() -> bench.node.hellos.size() >= 2);
        bench.node.ackedCseqBonus = 0;
        bench.run(5_000);
        assertThat(bench.node.devices).containsOnlyKeys(0x1111L, 0x1112L);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void aSilentConnectionIsPingedAndLeftWhenNothingComesBack() {
        bench.online();
        bench.run(31_000);
        assertThat(bench.node.frames).containsExactly("PING");
        bench.run(29_000);
        assertThat(bench.network.pipes).as("a PONG is enough").hasSize(1);
        bench.network.pipe().blackHole = true;
        bench.run(45_000);
        assertThat(bench.network.pipes).hasSize(2);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void anUnansweredSendFindsADeadConnectionSooner() {
        CarillonClient client = bench.online();
        bench.run(15_000);
        bench.network.pipe().blackHole = true;
        CompletableFuture<SendResult> sent = client.send("bob", "1");
        bench.run(25_000);
        assertThat(outcome(sent)).isEqualTo("stored 1");
    }

    @Test
    void aNodeThatHasMoreThanItDeliversIsLeft() {
        bench.online();
        bench.node.inbox.add(
                new dev.carillon.client.fake.FakeNode.Item(null, false, false, "bob", 7, 1, new byte[0], 0));
        var stuck = bench.network.pipe().server();
        for (int i = 0; i < 2; i++) {
            stuck.end(FrameEncoder.pong(stuck.buffer(), stuck.offset(), 1));
            stuck.flush();
            bench.run(10);
        }
        bench.run(3_000);
        assertThat(bench.network.pipes).hasSize(2);
        assertThat(bench.messages).hasSize(1);
    }

    @Test
    void bytesThatBreakTheProtocolEndTheConnectionWithANote() {
        bench.online();
        var server = bench.network.pipe().server();
        server.buffer().putByte(0, (byte) 0);
        server.end(1);
        server.flush();
        bench.run(10);
        assertThat(bench.node.complaints).singleElement().asString().startsWith("client says MALFORMED");
        bench.run(3_000);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void closingAcksWhatWasTakenAndSaysGoodbye() {
        CarillonClient client = bench.online();
        bench.node.arrive("bob", 7, 1, "a");
        bench.run(3);
        bench.node.ackless = true;
        CompletableFuture<SendResult> pending = client.send("bob", "x");
        bench.run(1);
        client.close();
        bench.run(50);
        assertThat(bench.node.frames).contains("RECV_ACK 1", "GOODBYE");
        assertThat(outcome(pending)).startsWith("failed");
        assertThat(bench.state()).isInstanceOf(ConnectionState.Closed.class);
        bench.run(600_000);
        assertThat(bench.network.pipes).hasSize(1);
    }

    @Test
    void theNextProcessFinishesWhatTheLastOneBegan() {
        CarillonClient first = bench.online();
        bench.node.silent = true;
        first.send("bob", "1");
        first.send("bob", "2");
        bench.run(10);
        bench.life.kill();
        bench.life = bench.network.life();
        bench.node.silent = false;
        bench.node.ackless = false;
        CarillonClient second = bench.start(builder -> builder);
        CompletableFuture<SendResult> fresh = second.send("bob", "3");
        bench.run(1_000);
        assertThat(bench.node.stored).containsExactly("bob:1", "bob:2", "bob:3");
        assertThat(bench.earlier).hasSize(2);
        assertThat(outcome(fresh)).isEqualTo("stored 3");
        assertThat(bench.node.devices).hasSize(1);
    }

    @Test
    void aStoreThatAPowerCutTookBackSwallowsNoNewMessage() {
        CarillonClient first = bench.online();
        for (int i = 1; i <= 5; i++) {
            first.send("bob", "old" + i);
        }
        bench.run(50);
        bench.life.kill();
        bench.life = bench.network.life();
        MemoryDeviceStore earlier = new MemoryDeviceStore();
        earlier.reset(0x1111);
        earlier.append(new StoredSend(1, "bob", false, new byte[0]));
        earlier.settled(1);
        bench.store = earlier;
        CarillonClient second = bench.start(builder -> builder);
        CompletableFuture<SendResult> fresh = second.send("bob", "new");
        bench.run(5_000);
        assertThat(outcome(fresh)).isEqualTo("stored 1");
        assertThat(bench.node.stored)
                .containsExactly("bob:old1", "bob:old2", "bob:old3", "bob:old4", "bob:old5", "bob:new");
        assertThat(bench.node.storedIds).last().isEqualTo("1112/1");
    }

    @Test
    void aNewMessageIsNotTakenForTheOneWhoseNumberTheStoreForgot() {
        CarillonClient first = bench.online();
        for (int i = 1; i <= 5; i++) {
            first.send("bob", "old" + i);
        }
        bench.run(50);
        bench.life.kill();
        bench.life = bench.network.life();
        MemoryDeviceStore earlier = new MemoryDeviceStore();
        earlier.reset(0x1111);
        for (int i = 1; i <= 4; i++) {
            earlier.append(new StoredSend(i, "bob", false, new byte[0]));
        }
        earlier.settled(4);
        bench.store = earlier;
        CarillonClient second = bench.start(builder -> builder);
        CompletableFuture<SendResult> fresh = second.send("bob", "new");
        bench.run(5_000);
        assertThat(outcome(fresh)).isEqualTo("stored 1");
        assertThat(bench.node.stored).hasSize(6).endsWith("bob:old5", "bob:new");
        assertThat(bench.node.devices).hasSize(2);
    }

    @Test
    void whatWasBehindARefusedHelloHasNotLeft() {
        CarillonClient client = bench.online();
        bench.node.helloError = ErrorCode.DEVICE_RETIRED.code();
        bench.network.pipe().cut(null);
        CompletableFuture<SendResult> behindHello = client.send("bob", "1");
        bench.until(() -> bench.node.hellos.size() >= 2);
        bench.node.helloError = 0;
        bench.run(5_000);
        assertThat(outcome(behindHello)).isEqualTo("stored 1");
        assertThat(bench.node.stored).containsExactly("bob:1");
    }

    @Test
    void whatAnEarlierProcessSentForARetiredDeviceIsToldAsUnknown() {
        CarillonClient first = bench.online();
        bench.node.silent = true;
        first.send("bob", "1");
        bench.run(10);
        bench.life.kill();
        bench.life = bench.network.life();
        bench.node.silent = false;
        bench.node.helloError = ErrorCode.DEVICE_RETIRED.code();
        bench.start(builder -> builder);
        bench.until(() -> bench.node.hellos.size() >= 2);
        bench.node.helloError = 0;
        bench.run(5_000);
        assertThat(bench.earlier).containsExactly("1 Unknown[cseq=1]");
        assertThat(bench.node.stored).containsExactly("bob:1");
    }

    @Test
    void aTokenSupplierThatFailsIsAskedAgain() {
        int[] asked = {0};
        bench.start(builder -> builder.token(() -> {
            if (asked[0]++ == 0) {
                throw new IllegalStateException("the token service is away");
            }
            return bench.token;
        }));
        bench.run(5_000);
        assertThat(bench.states.get(1)).isInstanceOf(ConnectionState.Offline.class);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void aBrokenStoreClosesTheClientBeforeAnythingLeaves() {
        bench.store = new BrokenStore();
        CarillonClient client = bench.online();
        CompletableFuture<SendResult> sent = client.send("bob", "1");
        bench.run(100);
        assertThat(outcome(sent)).startsWith("failed").contains("disk full");
        assertThat(bench.node.stored).isEmpty();
        assertThat(bench.state()).isInstanceOf(ConnectionState.Closed.class);
    }

    @Test
    void anIoExceptionIsToldAsAClause() {
        bench.online();
        bench.network.pipe().cut(new IOException("Connection reset by peer"));
        assertThat(((ConnectionState.Offline) bench.state()).reason())
                .isEqualTo("The connection broke (Connection reset by peer).");
    }
}
