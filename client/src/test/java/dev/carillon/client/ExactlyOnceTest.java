package dev.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.fake.FakeNetwork;
import dev.carillon.client.fake.FakeNode;
import dev.carillon.client.store.MemoryDeviceStore;
import dev.carillon.protocol.RefusalCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A day in the life of one device, from a seed: messages both ways, connections cut in the middle of anything, answers
 * lost, refusals for now and for good, the process killed. Afterwards every message was stored once and in order, and
 * the application, which keeps its cursor in its own "transaction", has seen every inbox item once and in order.
 */
class ExactlyOnceTest {
    private static final int ACTIONS = 400;
    private static final long BOB = 0xb0b;

    private Random random = new Random(0);
    private ClientBench bench = new ClientBench(0);
    private FakeNode node = bench.node;
    private CarillonClient client = bench.online();
    private final List<String> intended = new ArrayList<>();
    private final Map<String, CompletableFuture<SendResult>> answers = new HashMap<>();
    private final List<Long> seen = new ArrayList<>();
    private final ArrayDeque<Runnable> elsewhere = new ArrayDeque<>();
    private long appCursor;
    private long arrivals;
    private boolean calm;
    private int failures;
    private int kills;
    private int cuts;
    private int refusals;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shortDay(int block) {
        for (int i = 0; i < 20; i++) {
            day(block * 1_000 + i);
        }
        assertThat(failures).as("handlers failed").isPositive();
        assertThat(kills).as("processes killed").isPositive();
        assertThat(cuts).as("connections cut").isPositive();
        assertThat(refusals).as("refused for now").isPositive();
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 14, 15, 16, 17, 18})
    void longDays(int block) {
        for (int i = 0; i < 1_000; i++) {
            day(block * 10_000 + i);
        }
    }

    private void day(int seed) {
        begin(seed);
        for (int i = 0; i < ACTIONS; i++) {
            act();
        }
        calm();
        check("seed " + seed);
    }

    private void begin(int seed) {
        random = new Random(seed);
        bench = new ClientBench(seed);
        node = bench.node;
        intended.clear();
        answers.clear();
        seen.clear();
        elsewhere.clear();
        appCursor = 0;
        arrivals = 0;
        bench.store = new MemoryDeviceStore();
        bench.network.chopped = random.nextBoolean();
        bench.network.latencyMs = random.nextInt(20);
        node.windowMessages = 1 + random.nextInt(20);
        node.inOrder = random.nextInt(4) > 0;
        node.verdict = this::verdict;
        birth();
    }

    private @Nullable RefusalCode verdict(FakeNode.Item item) {
        if (item.text().endsWith("!")) {
            return RefusalCode.BLOCKED;
        }
        boolean later = random.nextInt(12) == 0 && !calm;
        refusals += later ? 1 : 0;
        return later ? RefusalCode.OVERLOADED : null;
    }

    private void birth() {
        calm = false;
        bench.life = bench.network.life();
        FakeNetwork.Life life = bench.life;
        Executor slow = task -> elsewhere.add(() -> {
            if (!life.over()) {
                task.run();
            }
        });
        boolean onExecutor = random.nextBoolean();
        ClientLimits limits = ClientLimits.DEFAULT.withDeliveries(1 + random.nextInt(30), 1 << 20, 8, 10);
        client = bench.start(builder -> {
            builder.store(new KillableStore(bench.store, life))
                    .limits(limits)
                    .resumeAfter(appCursor)
                    .onMessage(message -> item(message.seq()))
                    .onOwn(message -> item(message.seq()))
                    .onReceipt(receipt -> item(receipt.seq()));
            return onExecutor ? builder.executor(slow) : builder;
        });
    }

    /** The application's transaction: the item and the cursor together. */
    private void item(long seq) {
        if (!calm && random.nextInt(40) == 0) {
            failures++;
            throw new IllegalStateException("the application's database is away");
        }
        seen.add(seq);
        appCursor = seq;
    }

    private void act() {
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> send();
            case 4, 5, 6 -> node.arrive("bob", BOB, ++arrivals, "in" + arrivals);
            case 7 -> node.sentElsewhere("carol", 0xa2, ++arrivals, "own" + arrivals);
            case 8 -> cut();
            case 9 -> node.silent = !node.silent;
            case 10 -> kill();
            case 11 -> node.ackless = !node.ackless;
            case 12 -> runElsewhere(random.nextInt(5));
            default -> bench.run(random.nextInt(2_000));
        }
        bench.run(random.nextInt(30));
        if (random.nextBoolean()) {
            runElsewhere(1);
        }
    }

    private void send() {
        for (int i = random.nextInt(4); i >= 0; i--) {
            String text = "m" + intended.size() + (random.nextInt(20) == 0 ? "!" : "");
            String to = "user" + random.nextInt(70);
            intended.add(to + ":" + text);
            answers.put(to + ":" + text, client.send(to, text));
        }
    }

    private void cut() {
        FakeNetwork.Pipe pipe = bench.network.pipes.isEmpty() ? null : bench.network.pipe();
        if (pipe != null) {
            cuts++;
            pipe.cut(random.nextBoolean() ? null : new IOException("cut"));
        }
    }

    private void kill() {
        if (random.nextInt(6) == 0) {
            bench.run(1);
            bench.life.kill();
            kills++;
            birth();
        }
    }

    private void runElsewhere(int turns) {
        for (int i = 0; i < turns && !elsewhere.isEmpty(); i++) {
            elsewhere.remove().run();
        }
    }

    private void calm() {
        calm = true;
        node.silent = false;
        node.ackless = false;
        for (int i = 0; i < 300; i++) {
            node.push();
            bench.run(1_000);
            while (!elsewhere.isEmpty()) {
                elsewhere.remove().run();
            }
        }
    }

    private void check(String day) {
        assertThat(node.complaints).as(day).isEmpty();
        List<String> expected =
                intended.stream().filter(text -> !text.endsWith("!")).toList();
        same(day + ": stored once and in order", node.stored, expected);
        answers.forEach((text, answer) -> {
            if (answer.isDone()) {
                assertThat(answer.join() instanceof SendResult.Refused)
                        .as(day + ": the answer to " + text)
                        .isEqualTo(text.endsWith("!"));
            }
        });
        List<Long> items = new ArrayList<>();
        for (int i = 0; i < node.inbox.size(); i++) {
            FakeNode.Item item = node.inbox.get(i);
            boolean mine = item.own() && node.devices.containsKey(item.install());
            if (!mine) {
                items.add(i + 1L);
            }
        }
        String end = " (the client: " + bench.state() + ", the node: "
                + bench.network.pipe().server() + ")";
        same(day + end + ": seen once and in order", seen, items);
        assertThat(client.pendingSends()).as(day + ": nothing pending").isZero();
        assertThat(node.devices).as(day + ": one device").hasSize(1);
    }

    private static void same(String what, List<?> actual, List<?> expected) {
        for (int i = 0; i < Math.max(actual.size(), expected.size()); i++) {
            Object one = i < actual.size() ? actual.get(i) : "nothing";
            Object other = i < expected.size() ? expected.get(i) : "nothing";
            assertThat(one)
                    .as(
                            "%s: number %d of %d, after %s",
                            what, i, expected.size(), actual.subList(Math.max(0, i - 5), i))
                    .isEqualTo(other);
        }
    }
}
