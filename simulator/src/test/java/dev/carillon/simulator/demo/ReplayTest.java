package dev.carillon.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.ledger.Verdict;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.SyntheticDay;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.LinkPool;
import dev.carillon.simulator.users.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replays against a node in memory, honest and not. */
class ReplayTest {
    private static final Traffic DAY = SyntheticDay.of(3, 6_000, 120);
    private static final long PATIENCE_MS = 20_000;
    private static final long SHORT_PATIENCE_MS = 200;

    private final List<Phase> phases = new ArrayList<>();
    private Replay.Outcome outcome = new Replay.Outcome(0, 0, 0, 0, null);

    private Verdict replay(Traffic traffic, Ledger ledger, SimulatedTown town, int kills, long patienceMs)
            throws InterruptedException, NodeStartException {
        try (town) {
            outcome =
                    new Replay(traffic, ledger, town, town, kills, 0, patienceMs, System::nanoTime, phases::add).run();
        }
        return new Verdict(
                ledger.balance(),
                outcome.kills(),
                outcome.unackedAtKill(),
                kills == 0 ? 0 : KillPlan.required(traffic.size()),
                outcome.seconds());
    }

    private static Ledger ledgerFor(Traffic traffic) {
        return new Ledger(traffic, 1, System::nanoTime, nanos -> {});
    }

    @Test
    void anHonestNodeThatIsKilledTwiceIsGreen() throws Exception {
        Ledger ledger = ledgerFor(DAY);
        SimulatedTown town = new SimulatedTown(DAY, ledger).stallingAfter(1_900, 1);

        Verdict verdict = replay(DAY, ledger, town, 2, PATIENCE_MS);

        assertThat(outcome.kills()).isEqualTo(2);
        assertThat(outcome.gaveUp()).isNull();
        assertThat(verdict.balance().delivered()).isEqualTo(DAY.size());
        assertThat(verdict.balance().lost()
                        + verdict.balance().duplicated()
                        + verdict.balance().outOfOrder())
                .isZero();
        assertThat(phases)
                .containsExactly(
                        Phase.REPLAYING,
                        Phase.KILLED,
                        Phase.RESTARTING,
                        Phase.REPLAYING,
                        Phase.KILLED,
                        Phase.RESTARTING,
                        Phase.REPLAYING,
                        Phase.SETTLING,
                        Phase.SWEEPING);
    }

    @Test
    void aKillMeetsAFullWindow() throws Exception {
        Ledger ledger = ledgerFor(DAY);
        SimulatedTown town = new SimulatedTown(DAY, ledger).stallingAfter(2_500, 1);

        Verdict verdict = replay(DAY, ledger, town, 1, PATIENCE_MS);

        assertThat(outcome.unackedAtKill()).isBetween(100L, (long) Window.IN_FLIGHT_MAX);
        assertThat(verdict.isGreen()).isTrue();
    }

    @Test
    void sendsThatWaitInClientsWithoutAConnectionDoNotCountAtAKill() throws Exception {
        Traffic traffic = ring(20, 1_000);
        Ledger ledger = ledgerFor(traffic);
        SimulatedTown town = new SimulatedTown(traffic, ledger).connectingAfter(900);

        Verdict verdict = replay(traffic, ledger, town, 1, SHORT_PATIENCE_MS);

        assertThat(outcome.kills()).isEqualTo(1);
        assertThat(outcome.unackedAtKill()).isZero();
        assertThat(verdict.complaints()).singleElement().asString().contains("too few to show anything");
    }

    @Test
    void aNodeThatForgetsWhatItAckedIsRed() throws Exception {
        Ledger ledger = ledgerFor(DAY);
        SimulatedTown town = new SimulatedTown(DAY, ledger).forgetting(n -> n == 77);

        Verdict verdict = replay(DAY, ledger, town, 0, SHORT_PATIENCE_MS);

        assertThat(outcome.gaveUp()).contains("nothing was delivered");
        assertThat(verdict.balance().lost()).isEqualTo(1);
        assertThat(verdict.isGreen()).isFalse();
    }

    @Test
    void refusedMessagesAreCountedAndNotWaitedFor() throws Exception {
        Ledger ledger = ledgerFor(DAY);
        SimulatedTown town = new SimulatedTown(DAY, ledger).refusing(n -> n % 1_000 == 0);

        Verdict verdict = replay(DAY, ledger, town, 0, PATIENCE_MS);

        assertThat(verdict.balance().failed()).isEqualTo(6);
        assertThat(verdict.balance().evidence()).allMatch(line -> line.startsWith("failed: row"));
        assertThat(verdict.isGreen()).isTrue();
    }

    @Test
    void aSendWhoseFateStaysUnknownIsNoFailureButAnOpenAccount() throws Exception {
        Ledger ledger = ledgerFor(DAY);
        SimulatedTown town = new SimulatedTown(DAY, ledger).leavingOpen(5_000);

        Verdict verdict = replay(DAY, ledger, town, 0, SHORT_PATIENCE_MS);

        assertThat(verdict.balance().failed()).isZero();
        assertThat(verdict.balance().unsettled()).isEqualTo(1);
        assertThat(verdict.isGreen()).isFalse();
    }

    @Test
    void givesUpOnANodeThatNoLongerAcks() throws Exception {
        Ledger ledger = ledgerFor(DAY);
        SimulatedTown town = new SimulatedTown(DAY, ledger).stallingAfter(10, 1);

        Verdict verdict = replay(DAY, ledger, town, 0, SHORT_PATIENCE_MS);

        assertThat(outcome.gaveUp()).contains("nothing was acked");
        assertThat(verdict.balance().unsettled()).isEqualTo(DAY.size() - 10);
        assertThat(verdict.isGreen()).isFalse();
    }

    @Test
    void saysThatTheNodeEndedOnItsOwn() throws Exception {
        Ledger ledger = ledgerFor(DAY);
        SimulatedTown town = new SimulatedTown(DAY, ledger);
        town.die();

        replay(DAY, ledger, town, 0, SHORT_PATIENCE_MS);

        assertThat(outcome.gaveUp()).contains("ended on its own");
    }

    @Test
    void keepsABoundedNumberOnlineAndStillReachesEveryone() throws Exception {
        int users = LinkPool.ONLINE_MAX + 700;
        Traffic traffic = ring(users, 2 * users);
        Ledger ledger = ledgerFor(traffic);
        SimulatedTown town = new SimulatedTown(traffic, ledger);

        Verdict verdict = replay(traffic, ledger, town, 0, PATIENCE_MS);

        assertThat(verdict.isGreen()).isTrue();
        assertThat(town.onlineMost()).isEqualTo(LinkPool.ONLINE_MAX);
    }

    @Test
    void nobodyGoesOfflineWithSendsOnTheirWay() throws Exception {
        int users = LinkPool.ONLINE_MAX + 700;
        Traffic traffic = ring(users, 2 * users);
        Ledger ledger = ledgerFor(traffic);
        // Nothing is acked until nearly everyone online has a send on its way.
        SimulatedTown town = new SimulatedTown(traffic, ledger).connectingAfter(LinkPool.ONLINE_MAX - 10);

        Verdict verdict = replay(traffic, ledger, town, 0, PATIENCE_MS);

        assertThat(verdict.complaints()).isEmpty();
    }

    @Test
    void aFewMessagesAreKilledToo() throws Exception {
        Traffic traffic = few();
        Ledger ledger = ledgerFor(traffic);
        SimulatedTown town = new SimulatedTown(traffic, ledger);

        replay(traffic, ledger, town, 1, PATIENCE_MS);

        assertThat(outcome.kills()).isEqualTo(1);
        assertThat(ledger.balance().delivered()).isEqualTo(3);
    }

    /** Everybody writes in turn, each to somebody else. */
    private static Traffic ring(int users, int rows) throws BadTrafficException {
        Traffic.Builder ring = new Traffic.Builder("ring");
        for (int i = 0; i < rows; i++) {
            ring.add(i + 1, i, "u" + i % users, "u" + (i * 7 + 1) % users, new byte[0]);
        }
        return ring.build();
    }

    private static Traffic few() throws BadTrafficException {
        return new Traffic.Builder("few")
                .add(1, 1, "a", "b", new byte[0])
                .add(2, 2, "b", "a", new byte[0])
                .add(3, 3, "a", "a", new byte[0])
                .build();
    }
}
