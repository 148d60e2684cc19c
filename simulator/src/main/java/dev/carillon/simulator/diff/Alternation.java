package dev.carillon.simulator.diff;

import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.replay.Playback;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rounds of one run of either side, A B, B A, A B …: what changes slowly on the machine meets both alike, and so does coming
 * second.
 */
final class Alternation {
    /** One replay against a side's own nodes. */
    @FunctionalInterface
    interface Replayer {
        Playback.Result replay(Side side) throws NodeStartException, IOException, InterruptedException;
    }

    /** Results of one round. */
    record Round(Playback.Result a, Playback.Result b) {}

    private final Side a;
    private final Side b;
    private final Replayer replayer;
    private final Consumer<String> progress;

    Alternation(Side a, Side b, Replayer replayer, Consumer<String> progress) {
        this.a = a;
        this.b = b;
        this.replayer = replayer;
        this.progress = progress;
    }

    List<Round> run(int rounds) throws NodeStartException, IOException, InterruptedException {
        List<Round> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            boolean aFirst = round % 2 == 0;
            Playback.Result first = replay(round, rounds, aFirst ? "A" : "B", aFirst ? a : b);
            Playback.Result second = replay(round, rounds, aFirst ? "B" : "A", aFirst ? b : a);
            all.add(aFirst ? new Round(first, second) : new Round(second, first));
        }
        return all;
    }

    private Playback.Result replay(int round, int rounds, String name, Side side)
            throws NodeStartException, IOException, InterruptedException {
        Playback.Result result = replayer.replay(side);
        progress.accept(String.format(
                java.util.Locale.ROOT,
                "  round %d of %d, %s: %s, %,.0f messages/s, ack p50 %.2f ms, p99 %.2f ms",
                round + 1,
                rounds,
                name,
                result.verdict().isGreen() ? "green" : "RED",
                result.verdict().rate(),
                result.times().ack().p50(),
                result.times().ack().p99()));
        return result;
    }
}
