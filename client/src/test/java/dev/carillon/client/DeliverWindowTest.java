package dev.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeliverWindowTest {
    private final ClientBench bench = new ClientBench(1);
    private final List<Message> got = new ArrayList<>();

    @Test
    void aNodeThatSendsBeyondTheWindowIsToldAndLeft() {
        manual(ClientLimits.DEFAULT);
        arrive(256, "m");
        assertThat(bench.node.complaints).isEmpty();
        arrive(1, "one too many");
        assertThat(bench.node.complaints).singleElement().asString().startsWith("client says WINDOW_EXCEEDED");
        assertThat(got).hasSize(256);
        bench.node.ignoresWindow = false;
        got.forEach(Message::ack);
        bench.run(5_000);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
        assertThat(got).last().extracting(Message::text).isEqualTo("one too many");
    }

    @Test
    void whatIsAckedMakesRoom() {
        bench.online();
        bench.node.ignoresWindow = true;
        for (int i = 0; i < 4; i++) {
            arrive(200, "x".repeat(4_000));
        }
        assertThat(bench.messages).hasSize(800);
        assertThat(bench.node.complaints).isEmpty();
    }

    @Test
    void bytesCountToo() {
        manual(ClientLimits.DEFAULT);
        arrive(17, "x".repeat(60_000));
        assertThat(bench.node.complaints).isEmpty();
        arrive(1, "x".repeat(60_000));
        assertThat(bench.node.complaints).singleElement().asString().startsWith("client says WINDOW_EXCEEDED");
    }

    @Test
    void aWindowBelowTheDefaultIsAWishAndOneAboveItIsARight() {
        manual(ClientLimits.DEFAULT.withDeliveries(5, 1 << 20, 2, 10));
        arrive(256, "m");
        assertThat(bench.node.complaints).isEmpty();
        ClientBench other = new ClientBench(2);
        other.node.ignoresWindow = true;
        other.start(builder -> builder.limits(ClientLimits.DEFAULT.withDeliveries(300, 1 << 20, 2, 10))
                .manualAck());
        other.run(100);
        for (int i = 1; i <= 301; i++) {
            assertThat(other.node.complaints).isEmpty();
            other.node.arrive("bob", 7, i, "m");
            other.run(10);
        }
        assertThat(other.node.complaints).hasSize(1);
    }

    @Test
    void itAgreesWithAListWhateverHappens() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            DeliverWindow window = new DeliverWindow(ClientLimits.DEFAULT);
            ArrayDeque<long[]> list = new ArrayDeque<>();
            long seq = 0;
            for (int step = 0; step < 1_000; step++) {
                if (random.nextInt(3) > 0) {
                    seq += 1 + random.nextInt(3);
                    int size = random.nextInt(20_000);
                    list.add(new long[] {seq, size});
                    long bytes = list.stream().mapToLong(item -> item[1]).sum();
                    boolean fits = list.size() <= 256 && (bytes <= 1 << 20 || list.size() == 1);
                    assertThat(window.take(seq, size)).isEqualTo(fits);
                } else {
                    long upTo = seq - random.nextInt(40);
                    window.acked(upTo);
                    list.removeIf(item -> item[0] <= upTo);
                }
            }
        }
    }

    private void manual(ClientLimits limits) {
        bench.node.ignoresWindow = true;
        bench.start(builder -> builder.limits(limits).manualAck().onMessage(got::add));
        bench.run(100);
    }

    private void arrive(int count, String text) {
        for (int i = 0; i < count; i++) {
            bench.node.arrive("bob", 7, bench.node.head() + 1, text);
        }
        bench.run(100);
    }
}
