package dev.carillon.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.SendOptions;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.ledger.Verdict;
import dev.carillon.simulator.traffic.SyntheticDay;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The player against a town in memory that takes its time with some messages, and watches who writes too early. */
@Timeout(60)
class PlayerTest {
    /**
     * Acks at once and delivers, per pair in order, whenever its own thread likes; a user who is offline gets what came
     * meanwhile when they come back.
     */
    private static final class Town implements UserLinks {
        private final Traffic traffic;
        private final Ledger ledger;
        private final Happenings happenings;
        private final SplittableRandom random = new SplittableRandom(5);
        private final List<List<Letter>> inboxes = new ArrayList<>();
        private final BitSet online = new BitSet();
        private final BitSet has = new BitSet();
        private final List<String> tooEarly = new ArrayList<>();
        private final Script script;
        private final int[] stepOf;
        private final Thread postman = new Thread(this::deliver, "postman");
        private boolean closed;
        private int opens;
        private int row = -1;

        private record Letter(int from, int to, byte[] payload, int row) {}

        Town(Script script, Ledger ledger, Happenings happenings) {
            this.script = script;
            this.traffic = script.traffic();
            this.ledger = ledger;
            this.happenings = happenings;
            this.stepOf = new int[traffic.users()];
            for (int user = 0; user < traffic.users(); user++) {
                inboxes.add(new ArrayList<>());
            }
            postman.setDaemon(true);
            postman.start();
        }

        private void deliver() {
            while (true) {
                Letter letter;
                synchronized (this) {
                    if (closed) {
                        return;
                    }
                    int user = random.nextInt(traffic.users());
                    List<Letter> inbox = inboxes.get(user);
                    if (!online.get(user) || inbox.isEmpty()) {
                        continue;
                    }
                    letter = inbox.remove(0);
                    has.set(letter.row);
                }
                ledger.delivered(traffic.user(letter.to), traffic.user(letter.from), letter.payload);
                happenings.arrived(letter.row, letter.to);
            }
        }

        @Override
        public synchronized UserLink open(int user) {
            online.set(user);
            opens++;
            return new UserLink() {
                @Override
                public CompletionStage<?> send(String recipient, byte[] payload, SendOptions options) {
                    take(user, payload);
                    return CompletableFuture.completedFuture(Boolean.TRUE);
                }

                @Override
                public boolean isOnline() {
                    return true;
                }

                @Override
                public void close() {
                    offline(user);
                }
            };
        }

        private synchronized void offline(int user) {
            online.clear(user);
        }

        private synchronized void take(int user, byte[] payload) {
            List<Step> sends = script.steps().get(user).stream()
                    .filter(step -> step.kind() == Step.Kind.SEND)
                    .toList();
            Step step = sends.get(stepOf[user]++);
            row = step.row();
            for (int i = 0; i < step.seen(); i++) {
                if (!has.get(script.seen().get(user)[i])) {
                    tooEarly.add("row " + row);
                }
            }
            if (traffic.to(row) != user) {
                inboxes.get(traffic.to(row)).add(new Letter(user, traffic.to(row), payload, row));
            }
        }

        @Override
        public int connected() {
            return online.cardinality();
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }

    private final PlayTimes times = new PlayTimes();

    private Town town(Script script, Tempo tempo, List<Verdict> verdicts) throws InterruptedException {
        Ledger ledger = new Ledger(script.traffic(), 9, System::nanoTime, times::delivered);
        Happenings happenings = new Happenings();
        try (Town town = new Town(script, ledger, happenings)) {
            Player.Outcome outcome = new Player(
                            script, ledger, town, tempo, times, () -> true, 20_000, System::nanoTime, happenings)
                    .play();
            assertThat(outcome.gaveUp()).isNull();
            verdicts.add(new Verdict(ledger.balance(), 0, 0, 0, outcome.seconds()));
            return town;
        }
    }

    @Test
    void nobodyWritesBeforeHavingSeenWhatTheyHadSeen() throws Exception {
        Script script = ScriptReader.of(SyntheticDay.of(4, 3_000, 40));
        List<Verdict> verdicts = new ArrayList<>();

        Town town = town(script, Tempo.MAX, verdicts);

        assertThat(town.tooEarly).isEmpty();
        assertThat(verdicts.get(0).complaints()).isEmpty();
        assertThat(verdicts.get(0).balance().delivered()).isEqualTo(3_000);
    }

    @Test
    void usersComeAndGoAsTheyDidAndGetWhatCameMeanwhile() throws Exception {
        Traffic traffic = new Traffic.Builder("a visit")
                .add(1, 0, "a", "b", new byte[] {1})
                .add(2, 0, "b", "a", new byte[] {2})
                .build();
        BitSet none = new BitSet();
        Script script = new Script(
                traffic,
                List.of(
                        List.of(
                                new Step(Step.Kind.OPEN, -1, 0, 0),
                                new Step(Step.Kind.SEND, 0, 1, 0),
                                new Step(Step.Kind.CLOSE, -1, 2, 0),
                                new Step(Step.Kind.OPEN, -1, 3, 0),
                                new Step(Step.Kind.CLOSE, -1, 4, 1)),
                        List.of(new Step(Step.Kind.OPEN, -1, 2, 0), new Step(Step.Kind.SEND, 1, 3, 1))),
                List.of(new int[] {1}, new int[] {0}),
                none,
                none,
                true,
                4);
        List<Verdict> verdicts = new ArrayList<>();

        Town town = town(script, Tempo.MAX, verdicts);

        assertThat(verdicts.get(0).complaints()).isEmpty();
        // Alice twice, Bob once, and Alice once more for the look at the end.
        assertThat(town.opens).isEqualTo(4);
    }

    @Test
    void timesCountFromWhenAMessageWasDue() throws Exception {
        // All were due in the first millisecond, at a speed at which nobody can keep up.
        Script script = ScriptReader.of(SyntheticDay.of(4, 2_000, 4));
        List<Verdict> verdicts = new ArrayList<>();

        Town town = town(script, new Tempo(1e9), verdicts);

        PlayTimes.Quantiles quantiles = times.take(System.nanoTime());
        assertThat(town.tooEarly).isEmpty();
        assertThat(quantiles.late().count()).isEqualTo(2_000);
        assertThat(quantiles.late().max()).isPositive();
        assertThat(quantiles.ack().max())
                .isGreaterThanOrEqualTo(quantiles.late().max());
    }
}
