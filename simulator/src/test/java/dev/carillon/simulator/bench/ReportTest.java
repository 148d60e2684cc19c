package dev.carillon.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.bench.load.Row;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Report report(Report.Form form) {
        return new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8), form);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void rowsOfTabsAreAllThatIsPrintedForScripts() {
        Report report = report(Report.Form.TSV);
        report.setting("cores", "2");
        report.accept(new Row("pairs", "rate", 1, 500_000, "msg/s"));
        report.section("pairs: a title");
        report.end();
        assertThat(printed()).isEqualTo("carillon\tpairs\trate\t1\t500000\tmsg/s" + System.lineSeparator());
    }

    @Test
    void aTableHasTheRepeatsBesideEachOtherAndTheirMedian() {
        Report report = report(Report.Form.TABLE);
        report.setting("durability", "sync");
        report.accept(new Row("pairs", "rate", 1, 500_000, "msg/s"));
        report.accept(new Row("pairs", "rate", 2, 300_000, "msg/s"));
        report.accept(new Row("pairs", "rate", 3, 400_000, "msg/s"));
        report.section("pairs: a title");
        assertThat(printed())
                .contains("durability: sync")
                .contains("pairs: a title")
                .containsPattern("rate +500,000 +300,000 +400,000 +median +400,000 msg/s");
    }

    @Test
    void jsonIsOneObjectWithTheCircumstances() {
        Report report = report(Report.Form.JSON);
        report.setting("durability", "sync \"always\"");
        report.accept(new Row("wire", "total_per_msg", 1, 79, "B"));
        report.section("wire");
        report.end();
        assertThat(printed().strip())
                .isEqualTo(
                        "{\"peer\":\"carillon\",\"settings\":{\"durability\":\"sync \\\"always\\\"\"},\"rows\":["
                                + "{\"workload\":\"wire\",\"metric\":\"total_per_msg\",\"repeat\":1,\"value\":79.0000,\"unit\":\"B\"}]}");
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Report.median(List.of(row("a", 1), row("a", 10), row("a", 4), row("a", 2))))
                .isEqualTo(3);
    }

    @Test
    void aBusyClientAndANoisyMachineAreSaid() {
        assertThat(Warnings.of(List.of(row("client_busy", 0.95), row("other_cores", 0.5))))
                .hasSize(2)
                .anyMatch(warning -> warning.contains("95 %"))
                .anyMatch(warning -> warning.contains("0.5 cores"));
        assertThat(Warnings.of(List.of(row("client_busy", 0.5), row("other_cores", 0.1))))
                .isEmpty();
    }

    @Test
    void whatIsLostFailsTheRun() {
        assertThat(Warnings.failed(List.of(row("rate", 5), row("after_kill9_lost", 0))))
                .isFalse();
        assertThat(Warnings.failed(List.of(row("rate", 5), row("after_kill9_lost", 1))))
                .isTrue();
        assertThat(Warnings.of(List.of(row("after_kill9_lost", 1)))).hasSize(1);
    }

    private static Row row(String metric, double value) {
        return new Row("any", metric, 1, value, "");
    }
}
