package dev.carillon.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictOutputTest {
    private static final Status.Quantiles DELIVER = new Status.Quantiles(10, 1.25, 20);
    private static final Verdict GREEN =
            new Verdict(new Balance(110, 10, 99, 1, 99, 0, 0, 0, 0, 0, List.of()), 1, 612, 100, 2.5);
    private static final ClusterFigures ALONE = new ClusterFigures(1, 0, 0, 0, 0, 0);
    private static final Verdict RED = new Verdict(
            new Balance(100, 0, 100, 0, 99, 1, 2, 3, 0, 0, List.of("lost: row 7 (line 8, \"a\" to b\u0001)")),
            0,
            0,
            0,
            2.5);

    @Test
    void jsonIsOneLineWithEverythingAScriptAsksFor() {
        assertThat(VerdictJson.line("a day", 3, GREEN, ALONE, DELIVER))
                .isEqualTo("{\"verdict\":\"green\",\"traffic\":\"a day\",\"seed\":3,\"rows\":110,\"skipped\":10,"
                        + "\"acked\":99,\"failed\":1,\"delivered\":99,\"lost\":0,\"duplicated\":0,\"out_of_order\":0,"
                        + "\"invented\":0,\"unsettled\":0,\"kills\":1,\"unacked_at_kill\":612,\"nodes\":1,"
                        + "\"joins\":0,\"drains\":0,\"moves\":0,\"failover_ms_max\":0,\"pause_ms_p99\":0,"
                        + "\"seconds\":2.500,"
                        + "\"rate\":39.600,\"deliver_p50_ms\":1.250,\"deliver_p99_ms\":20.000,\"complaints\":[],"
                        + "\"evidence\":[]}");
    }

    @Test
    void aClusterSaysHowLongItsFailoverTook() {
        ClusterFigures three = new ClusterFigures(3, 1_234, 1, 1, 97, 432);
        assertThat(VerdictJson.line("a day", 3, GREEN, three, DELIVER))
                .contains(
                        "\"nodes\":3,\"joins\":1,\"drains\":1,\"moves\":97,\"failover_ms_max\":1234,\"pause_ms_p99\":432,");
        assertThat(VerdictText.lines("a day", GREEN, three, DELIVER))
                .anyMatch(line -> line.contains("1,234"))
                .anyMatch(line -> line.contains("1 node joined, 1 left"));
    }

    /** A run in which what it is made for did not happen proves nothing. */
    @Test
    void whatWasToHappenAndDidNotTurnsItRed() {
        Verdict verdict = new Verdict(GREEN.balance(), 1, 612, 100, 2.5, List.of("the ring could not be changed"));
        assertThat(verdict.isGreen()).isFalse();
        assertThat(VerdictText.lines("a day", verdict, ALONE, DELIVER)).contains("  - the ring could not be changed");
    }

    @Test
    void jsonEscapesWhatAUserIdMayHold() {
        assertThat(VerdictJson.line("a day", 3, RED, ALONE, DELIVER))
                .startsWith("{\"verdict\":\"red\"")
                .contains("\"evidence\":[\"lost: row 7 (line 8, \\\"a\\\" to b\\u0001)\"]");
    }

    @Test
    void peopleReadGreenOrEveryReasonForRed() {
        assertThat(VerdictText.lines("a day", GREEN, ALONE, DELIVER)).anyMatch(line -> line.startsWith("GREEN"));
        assertThat(VerdictText.lines("a day", RED, ALONE, DELIVER))
                .contains("RED:", "  - 1 acked messages were never delivered", "  - 2 deliveries were repeated")
                .noneMatch(line -> line.contains("GREEN"));
    }
}
