package dev.carillon.simulator.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void aRowHasTheSixColumnsOfThePeersRows() {
        assertThat(new Row("pairs_light", "deliver_p50.0", 2, 0.19123456, "ms").tsv())
                .isEqualTo("carillon\tpairs_light\tdeliver_p50.0\t2\t0.191235\tms");
        assertThat(new Row("pairs", "errors", 0, 0, "").tsv()).isEqualTo("carillon\tpairs\terrors\t0\t0.00000\t");
    }

    @Test
    void aRowCanBeReadBackFromItsLine() {
        Row row = new Row("offline", "queue_rate", 3, 612_345, "msg/s");
        assertThat(Row.parse(row.tsv())).isEqualTo(row);
        assertThatThrownBy(() -> Row.parse("mosquitto\tpairs\trate\t1\t2\tmsg/s"))
                .hasMessageContaining("mosquitto");
    }

    @Test
    void latenciesAreMillisecondsAtThePercentilesOfThePeers() {
        Histogram delivered = new Histogram(60_000_000_000L, 3);
        Histogram acked = new Histogram(60_000_000_000L, 3);
        for (int i = 1; i <= 1000; i++) {
            delivered.recordValue(i * 1_000_000L);
            acked.recordValue(i * 1_000L);
        }
        List<Row> rows = new ArrayList<>();
        new Rows("pairs", rows::add).latencies(1, delivered, acked);
        assertThat(rows)
                .extracting(Row::metric)
                .containsExactly(
                        "deliver_p50.0", "ack_p50.0", "deliver_p99.0", "ack_p99.0", "deliver_p99.9", "ack_p99.9");
        assertThat(rows.get(0).value()).isCloseTo(500, within(1.0));
        assertThat(rows.get(3).value()).isCloseTo(0.99, within(0.001));
        assertThat(rows.get(4).value()).isCloseTo(999, within(1.0));
    }

    @Test
    void aRowIsAJsonObject() {
        assertThat(new Row("wire", "total_per_msg", 1, 79, "B").json())
                .isEqualTo(
                        "{\"workload\":\"wire\",\"metric\":\"total_per_msg\",\"repeat\":1,\"value\":79.0000,\"unit\":\"B\"}");
    }
}
