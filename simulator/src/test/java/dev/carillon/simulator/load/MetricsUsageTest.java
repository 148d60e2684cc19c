package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is read from a node's page. A run against a real one is in RunCommandTest. */
class MetricsUsageTest {
    @Test
    void cpuAndMemoryAreReadFromANodesPage() {
        NodeUsage.Usage usage = MetricsUsage.read("""
                # TYPE process_cpu_time_ns_total counter
                process_cpu_time_ns_total 2.5E9
                process_resident_memory_bytes 1.048576E8
                process_start_time_seconds 1.7E9
                """);

        assertThat(usage).isEqualTo(new NodeUsage.Usage(1_700_000_000L, 2.5, 104_857_600));
    }

    @Test
    void anotherPageIsNoNode() {
        assertThat(MetricsUsage.read("<html>404</html>")).isNull();
    }
}
