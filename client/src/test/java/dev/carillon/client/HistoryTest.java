package dev.carillon.client;

import static dev.carillon.client.ClientBench.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.store.MemoryDeviceStore;
import dev.carillon.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Nodes that were restored, or are otherwise behind: PROTOCOL.md, sections 8.6 and 18. */
class HistoryTest {
    private final ClientBench bench = new ClientBench(1);

    @Test
    void anotherHistoryStopsTheClientBeforeAnyMessageOfItIsTaken() {
        bench.node.history = 3;
        bench.online();
        bench.node.arrive("bob", 7, 1, "before");
        bench.run(50);
        bench.node.history = 4;
        CarillonClient second = restart(builder -> builder);
        bench.node.arrive("bob", 7, 2, "after");
        bench.run(20_000);
        assertThat(closed().code()).isEqualTo(ErrorCode.SEQ_AHEAD);
        assertThat(closed().reason()).contains("another history", "are kept", "as a new device");
        assertThat(second.whenClosed()).isDone();
        assertThat(bench.messages).containsExactly("bob:before");
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(1);
        assertThat(bench.network.pipes).as("it does not try again").hasSize(2);
    }

    @Test
    void aHistoryThatChangesWhileTheClientRunsStopsItToo() {
        bench.online();
        bench.node.arrive("bob", 7, 1, "before");
        bench.run(50);
        bench.node.history = 2;
        bench.network.pipe().cut(null);
        bench.run(5_000);
        assertThat(closed().code()).isEqualTo(ErrorCode.SEQ_AHEAD);
    }

    @Test
    void sendsWithoutAnAnswerAreKeptForTheHistoryTheyBelongTo() {
        bench.node.history = 3;
        CarillonClient client = bench.online();
        bench.node.silent = true;
        client.send("bob", "1");
        bench.run(10);
        bench.node.stored.clear();
        bench.node.devices.values().forEach(device -> device.highWater = 0);
        bench.node.inbox.clear();
        bench.node.silent = false;
        bench.node.history = 4;
        bench.node.welcomesTheFuture = true;
        CarillonClient second = restart(builder -> builder);
        CompletableFuture<SendResult> fresh = second.send("bob", "2");
        bench.run(5_000);
        assertThat(outcome(fresh)).startsWith("failed").contains("another history");
        assertThat(bench.earlier).isEmpty();
        bench.node.history = 3;
        bench.node.stored.clear();
        restart(builder -> builder);
        bench.run(5_000);
        assertThat(bench.earlier).containsExactly("1 Stored[cseq=1]", "2 Stored[cseq=2]");
    }

    @Test
    void onlyTheApplicationStartsANewDeviceInAnotherHistory() {
        bench.node.history = 3;
        CarillonClient client = bench.online();
        bench.node.arrive("bob", 7, 1, "kept by the restored node");
        bench.run(50);
        bench.node.silent = true;
        client.send("bob", "pending");
        bench.run(10);
        bench.node.silent = false;
        bench.node.stored.clear();
        bench.node.history = 4;
        bench.messages.clear();
        restart(CarillonClientBuilder::startAsNewDevice);
        bench.run(5_000);
        assertThat(bench.node.hellos)
                .last()
                .asString()
                .startsWith("enrol ")
                .doesNotContain("install=1111")
                .endsWith("lastSeq=0 nextCseq=1");
        assertThat(bench.node.stored).containsExactly("bob:pending");
        assertThat(bench.messages).containsExactly("bob:kept by the restored node");
        assertThat(((ConnectionState.Online) bench.state()).history()).isEqualTo(4);
        bench.network.pipe().cut(null);
        bench.run(5_000);
        assertThat(bench.state()).as("and lives there from now on").isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void aDeviceWithoutAPastTakesTheHistoryThatItFinds() {
        bench.node.helloError = ErrorCode.OVERLOADED.code();
        bench.node.history = 3;
        bench.start(builder -> builder);
        bench.run(100);
        bench.node.helloError = 0;
        bench.node.history = 5;
        bench.run(5_000);
        assertThat(((ConnectionState.Online) bench.state()).history()).isEqualTo(5);
    }

    @Test
    void aStoreThatNamesNoHistoryHasLivedInTheFirst() {
        MemoryDeviceStore old = new MemoryDeviceStore();
        old.reset(0x77);
        old.cursor(1);
        bench.store = old;
        bench.node.arrive("bob", 7, 1, "a");
        bench.node.history = 2;
        bench.node.devices.put(0x77L, new dev.carillon.client.fake.FakeNode.Device());
        bench.online();
        assertThat(closed().code()).isEqualTo(ErrorCode.SEQ_AHEAD);
        bench.node.history = 1;
        restart(builder -> builder);
        bench.run(100);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void anApplicationsCursorBelongsToTheHistoryThatItNames() {
        for (int i = 1; i <= 5; i++) {
            bench.node.arrive("bob", 7, i, "m" + i);
        }
        bench.node.history = 2;
        bench.start(builder -> builder.resumeAfter(3, 1));
        bench.run(100);
        assertThat(closed().code()).isEqualTo(ErrorCode.SEQ_AHEAD);
        bench.store = new MemoryDeviceStore();
        bench.start(builder -> builder.resumeAfter(3));
        bench.run(100);
        assertThat(closed().code()).as("without a name: the first").isEqualTo(ErrorCode.SEQ_AHEAD);
        assertThat(bench.messages).isEmpty();
        bench.store = new MemoryDeviceStore();
        bench.start(builder -> builder.resumeAfter(3, 2));
        bench.run(100);
        assertThat(bench.messages).containsExactly("bob:m4", "bob:m5");
    }

    @Test
    void aNodeThatIsBehindTheDeviceStopsItWhetherItSaysSoOrNot() {
        for (boolean says : new boolean[] {true, false}) {
            ClientBench each = new ClientBench(2);
            each.node.welcomesTheFuture = !says;
            each.online();
            each.node.arrive("bob", 7, 1, "a");
            each.node.arrive("bob", 7, 2, "b");
            each.run(50);
            each.node.inbox.remove(1);
            each.network.pipe().cut(null);
            each.run(600_000);
            ConnectionState.Closed closed = (ConnectionState.Closed) each.state();
            assertThat(closed.code()).isEqualTo(ErrorCode.SEQ_AHEAD);
            assertThat(closed.reason()).contains("as a new device");
            assertThat(each.network.pipes).hasSize(2);
        }
    }

    private CarillonClient restart(UnaryOperator<CarillonClientBuilder> more) {
        bench.life.kill();
        bench.life = bench.network.life();
        return bench.start(more);
    }

    private ConnectionState.Closed closed() {
        return (ConnectionState.Closed) bench.state();
    }
}
