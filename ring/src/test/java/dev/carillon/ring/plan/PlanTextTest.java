package dev.carillon.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    @Test
    void tellsAnOperatorWhatWillHappen() {
        PartitionMap map = new PartitionMap(
                41,
                2,
                List.of(Member.of(1), Member.of(2), new Member(3, "spare", "", 100, MemberState.ACTIVE)),
                List.of(new Assignment(4, List.of(1, 2)), new Assignment(9, List.of(2, 1))));
        Planned planned = new Planner(new Limits(2, 50_000_000, 500), ClusterFacts.evenly(250_000_000))
                .plan(map, List.of(new Change.Evict(2)));

        assertThat(PlanText.of(((Planned.Ready) planned).plan(), 1)).isEqualTo("""
                Plan     evict node 2
                Epoch    41 -> 45 in 4 steps
                Moves    2 with data
                Bytes    500 MB, at most 50 MB/s and 2 at a time per node
                Time     about 11 s

                STOP     A majority is missing of partitions 0, 1: they serve nobody and cannot hand over; bring a node back, or recover them from a survivor.

                node             zone       state            replicas           leads     gets    gives
                n1                          active             2 -> 2          1 -> 1      0 B   500 MB
                n2                          leaves             2 -> 0          1 -> 0      0 B      0 B
                spare                       active             0 -> 2          0 -> 1   500 MB      0 B

                   begins  partition  generation      bytes  from          members, who leads first
                      0 s          0  4 -> 5         250 MB  n1            n1 n2 -> n1 spare
                           and 1 more
                """);
    }

    @Test
    void saysNumbersTheWayPeopleDo() {
        assertThat(Words.bytes(999)).isEqualTo("999 B");
        assertThat(Words.bytes(1_240)).isEqualTo("1.2 KB");
        assertThat(Words.bytes(999_700)).isEqualTo("1.0 MB");
        assertThat(Words.bytes(37_000_000_000L)).isEqualTo("37 GB");
        assertThat(Words.time(1)).isEqualTo("1 s");
        assertThat(Words.time(90_000)).isEqualTo("1 min 30 s");
        assertThat(Words.time(7_260_000)).isEqualTo("2 h 1 min");
    }
}
