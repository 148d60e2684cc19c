package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.client.SendOptions;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.scenario.ScenarioException;
import dev.carillon.simulator.scenario.ScenarioFile;
import dev.carillon.simulator.users.Device;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A generator against links that do what a test says: the schedule waits for nobody, and what is held up counts. */
class GeneratorTest {
    private static final String SCENARIO = """
            name: x
            arrivals: even
            patience: 300ms
            personas: { a: { users: 6, talk: 1, contacts: 5 } }
            phases: [ { name: only, for: 400ms, rate: 250/s } ]
            """;

    private final ExecutorService porter = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        porter.shutdownNow();
    }

    /** Delivers and acks at once, but for what a test holds back. */
    private static final class Links implements UserLinks {
        private final Plan plan;
        private final Books books;
        private final IntPredicate held;
        private final List<Runnable> later = new ArrayList<>();
        private int sends;

        Links(Plan plan, Books books, IntPredicate held) {
            this.plan = plan;
            this.books = books;
            this.held = held;
        }

        @Override
        public UserLink open(int user) {
            books.online(user, Device.WRITING, 0);
            return new UserLink() {
                @Override
                public CompletionStage<?> send(String recipient, byte[] payload, SendOptions options) {
                    CompletableFuture<Object> ack = new CompletableFuture<>();
                    Runnable arrive = () -> {
                        books.inbound().delivered(recipient, plan.traffic().user(user), payload);
                        ack.complete(payload);
                    };
                    if (held.test(sends++)) {
                        later.add(arrive);
                    } else {
                        arrive.run();
                    }
                    return ack;
                }

                @Override
                public boolean isOnline() {
                    return true;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public int connected() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private record Parts(Plan plan, Meter meter, Books books, Links links, Crowd crowd, Generator generator) {}

    private Parts parts(String text, IntPredicate held, Sabotage.@Nullable Kind sabotage) throws ScenarioException {
        Scenario scenario = ScenarioFile.read("test", text);
        Plan plan = Plan.draw(scenario, 0, 1, "t");
        Meter meter = new Meter(plan.phases().size());
        Books books = new Books(plan, meter, sabotage, System::nanoTime);
        Links links = new Links(plan, books, held);
        Crowd crowd = new Crowd(plan, books, links, porter);
        return new Parts(
                plan,
                meter,
                books,
                links,
                crowd,
                new Generator(plan, books, crowd, Signals.STEADY, meter, System::nanoTime));
    }

    @Test
    void whatIsDueIsSentWhateverBecameOfWhatWasBefore() throws Exception {
        Parts parts = parts(SCENARIO, send -> true, null);
        assertThat(parts.generator.enrol(5_000)).isTrue();
        parts.generator.run();
        assertThat(parts.books.totals().sent())
                .isEqualTo(parts.plan.traffic().size())
                .isGreaterThan(80);
        assertThat(parts.books.totals().acked()).isZero();
        parts.links.later.forEach(Runnable::run);
        Account account = parts.generator.finish();
        assertThat(account.troubles()).isEmpty();
        assertThat(account.balance().lost()).isZero();
        // Every message waited until the end, and the first of them for all of it.
        assertThat(account.phases()
                        .get(0)
                        .times()
                        .get(Meter.Timed.ACK.ordinal())
                        .getMaxValue())
                .isGreaterThan(350_000);
        assertThat(account.phases().get(0).inTime()).isZero();
    }

    /** Coordinated omission: what waits because its user has no connection yet is as slow as that. */
    @Test
    void timesCountFromWhenAMessageWasDue() throws Exception {
        Parts parts = parts(SCENARIO, send -> false, null);
        parts.crowd.write(0, System.nanoTime() - 700_000_000L);
        assertThat(parts.books.totals().sent()).isZero();
        parts.crowd.come(parts.plan.traffic().from(0), 0);
        await().until(() -> parts.books.totals().acked() == 1);
        for (Meter.Timed what : List.of(Meter.Timed.LAG, Meter.Timed.ACK, Meter.Timed.DELIVER)) {
            assertThat(parts.meter.whole(what, 0).getMinValue()).as("%s", what).isGreaterThan(690_000);
        }
    }

    @Test
    void whatNeverComesIsLostAndNamed() throws Exception {
        Parts parts = parts(SCENARIO, send -> false, Sabotage.Kind.DROP);
        parts.generator.enrol(5_000);
        parts.generator.run();
        Account account = parts.generator.finish();
        assertThat(account.balance().lost()).isPositive();
        assertThat(account.troubles()).hasSize(1);
        List<PromiseResult> promises = PromiseResult.of(account);
        assertThat(promises.get(0).isBroken()).isTrue();
        assertThat(promises.get(0).evidence().get(0)).startsWith("lost: row ");
    }

    @Test
    void whatNobodyAnswersIsNeitherLostNorForgotten() throws Exception {
        Parts parts = parts(SCENARIO, send -> send == 3, null);
        parts.generator.enrol(5_000);
        parts.generator.run();
        Account account = parts.generator.finish();
        assertThat(account.balance().unsettled()).isEqualTo(1);
        assertThat(PromiseResult.of(account).get(0).isBroken()).isTrue();
    }

    @Test
    void aBarrierHoldsTheScheduleUntilItsTime() throws Exception {
        String text = SCENARIO.replace(
                "rate: 250/s }", "rate: 250/s, barrier: acked }, { name: then, for: 200ms, rate: 100/s }");
        Parts parts = parts(text, send -> send == 3, null);
        parts.generator.enrol(5_000);
        long began = System.nanoTime();
        parts.generator.run();
        // One ack never came: the barrier gave up after its 300 ms, and the rest was sent all the same.
        assertThat(System.nanoTime() - began).isGreaterThan(850_000_000L);
        assertThat(parts.books.totals().sent()).isEqualTo(parts.plan.traffic().size());
        assertThat(parts.generator.finish().troubles().get(0)).contains("the barrier 'acked' was not reached");
    }

    @Test
    void accountsAddUp() throws Exception {
        Parts one = parts(SCENARIO, send -> false, null);
        Parts other = parts(SCENARIO.replace("250/s", "150/s"), send -> false, Sabotage.Kind.DROP);
        for (Parts each : List.of(one, other)) {
            each.generator.enrol(5_000);
            each.generator.run();
        }
        Account a = one.generator.finish();
        Account b = other.generator.finish();
        long times = a.phases().get(0).times().get(0).getTotalCount()
                + b.phases().get(0).times().get(0).getTotalCount();
        Account both = a.plus(b);
        assertThat(both.balance().rows())
                .isEqualTo(a.balance().rows() + b.balance().rows());
        assertThat(both.balance().lost()).isEqualTo(b.balance().lost()).isPositive();
        assertThat(both.troubles()).isEqualTo(b.troubles());
        assertThat(both.phases().get(0).times().get(0).getTotalCount())
                .isEqualTo(times)
                .isPositive();
    }
}
