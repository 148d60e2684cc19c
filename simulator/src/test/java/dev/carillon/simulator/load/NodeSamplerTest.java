package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.simulator.bench.load.ProcessFigures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CPU per second, across a restart and a node that is away. */
class NodeSamplerTest {
    private long nowNs;

    @Test
    void aNodeThatStartedAgainBeginsAnew() {
        Deque<Map<Integer, NodeUsage.Usage>> told = new ArrayDeque<>(List.of(
                Map.of(1, new NodeUsage.Usage(11, 5.0, 1e6)),
                Map.of(1, new NodeUsage.Usage(11, 5.5, 2e6)),
                Map.of(),
                Map.of(1, new NodeUsage.Usage(12, 7.0, 3e6)),
                Map.of(1, new NodeUsage.Usage(12, 7.25, 3e6))));
        NodeSampler sampler = new NodeSampler(told::remove, () -> nowNs);
        while (!told.isEmpty()) {
            nowNs += 1_000_000_000L;
            sampler.look();
        }

        assertThat(sampler.samples()).extracting(NodeSample::second).containsExactly(1, 2, 4, 5);
        assertThat(sampler.samples()).extracting(NodeSample::cores).containsExactly(Double.NaN, 0.5, Double.NaN, 0.25);
    }

    /** A process that may use one core of two must not take that one for the whole machine. */
    @Test
    void theMachineHasAtLeastTheCoresThatThisProcessMayUse() {
        assumeTrue(Files.exists(Path.of("/proc/stat")), "not Linux");
        assertThat(ProcessFigures.machineCores())
                .isPositive()
                .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }
}
