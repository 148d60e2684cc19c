package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.MetaRecovery;
import dev.carillon.admin.v1.Owner;
import dev.carillon.admin.v1.Peer;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StuckMove;
import dev.carillon.admin.v1.Tap;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.PartitionMapCodec;
import dev.carillon.ring.placement.Placement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code doctor} makes of what nodes say. */
class CheckupTest {
    private static StatusReply.Builder node(int number, int nodes) {
        List<Member> members =
                IntStream.rangeClosed(1, nodes).mapToObj(Member::of).toList();
        PartitionMap map = Placement.initial(8, 3, members);
        StatusReply.Builder reply = StatusReply.newBuilder()
                .setClusterId("bells")
                .setNodeId(number)
                .setVersion("1.0")
                .setReady(true)
                .setHealthy(true)
                .setClockMs(1_000_000)
                .setDiskFree(50)
                .setDiskTotal(100)
                .setMap(ByteString.copyFrom(PartitionMapCodec.encode(map)));
        map.assignments()
                .forEach(each -> reply.addOwners(
                        Owner.newBuilder().setNodeId(each.replicas().get(0)).setGeneration(1)));
        for (int other = 1; other <= nodes; other++) {
            if (other != number) {
                reply.addPeers(Peer.newBuilder().setNodeId(other));
            }
        }
        return reply;
    }

    private static List<String> wrong(StatusReply.Builder... nodes) {
        return new Checkup(List.of(nodes).stream()
                        .map(StatusReply.Builder::build)
                        .map(ClusterView::new)
                        .toList())
                .findings().stream()
                        .filter(finding -> !finding.isGood())
                        .map(finding -> finding.check() + ": " + finding.text())
                        .toList();
    }

    @Test
    void aClusterThatIsWellHasNothingWrong() {
        assertThat(wrong(node(1, 3), node(2, 3), node(3, 3))).isEmpty();
    }

    @Test
    void aMoveThatWaitsForAMajorityIsNamedWithThoseWhoDoNotAnswer() {
        StatusReply.Builder one = node(1, 3)
                .addStuckMoves(StuckMove.newBuilder().setPartition(3).addMissing(2))
                .addStuckMoves(
                        StuckMove.newBuilder().setPartition(2).addMissing(2).addMissing(3))
                .addStuckMoves(StuckMove.newBuilder().setPartition(8).addMissing(2));
        assertThat(wrong(one))
                .singleElement()
                .asString()
                .startsWith("moves: the move of partition 2–3 and the meta group waits for a majority: node 2–3 do not"
                        + " answer; other moves go on");
        assertThat(StuckMoves.words(node(1, 3)
                        .addStuckMoves(StuckMove.newBuilder().setPartition(8).addMissing(2))
                        .build()))
                .isEqualTo("the move of the meta group waits for a majority: node 2 does not answer");
        assertThat(StuckMoves.words(node(1, 3).build())).isEmpty();
    }

    @Test
    void whoRecordsWhatClientsSayIsShownAndIsNothingWrong() {
        StatusReply.Builder one = node(1, 3)
                .setTap(Tap.newBuilder().setOperator("olga").setUntilMs(60_000).setLost(7));

        assertThat(wrong(one)).isEmpty();
        assertThat(new Checkup(List.of(new ClusterView(one.build()))).findings())
                .extracting(Finding::text)
                .contains("olga records what clients of node 1 say and hear, until 1970-01-01T00:01:00Z; 7 frames found"
                        + " no room");
    }

    @Test
    void aNodeThatIsDownIsNamedAndSoIsWhatAnotherLossWouldStop() {
        StatusReply.Builder one = node(1, 3);
        one.setPeers(1, Peer.newBuilder().setNodeId(3).setDown(true));
        assertThat(wrong(one))
                .contains("peers: node 1 does not hear node 3: is it running, and can they reach each other?")
                .contains("survival: losing node 1 now would stop partition 0–7")
                .contains("survival: losing node 2 now would stop partition 0–7")
                .doesNotContain("survival: losing node 3 now would stop partition 0–7");
    }

    @Test
    void withoutAMajorityPartitionsAreStuck() {
        StatusReply.Builder one = node(1, 3);
        one.setPeers(0, Peer.newBuilder().setNodeId(2).setDown(true));
        one.setPeers(1, Peer.newBuilder().setNodeId(3).setDown(true));
        assertThat(wrong(one))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("majorities: partition 0–7 lacks a majority: start the nodes that are down"));
    }

    @Test
    void aMetaGroupWithoutAMajorityCanBeRecovered() {
        StatusReply.Builder one = node(1, 5).addAllMetaReplicas(List.of(1, 2, 3));
        assertThat(wrong(one)).isEmpty();
        one.setPeers(0, Peer.newBuilder().setNodeId(2).setDown(true));
        assertThat(wrong(one)).noneSatisfy(text -> assertThat(text).startsWith("meta-majority"));
        one.setPeers(1, Peer.newBuilder().setNodeId(3).setDown(true));
        assertThat(wrong(one))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("meta-majority: most of nodes [1, 2, 3]")
                        .contains("'carillon ring recover --from-survivor'"));
    }

    @Test
    void recoveriesThatWereMadeApartAreWrong() {
        StatusReply.Builder one =
                node(1, 3).addMetaRecoveries(MetaRecovery.newBuilder().setId(1).setNodeId(1));
        StatusReply.Builder two =
                node(2, 3).addMetaRecoveries(MetaRecovery.newBuilder().setId(2).setNodeId(2));
        assertThat(wrong(one, two)).singleElement().asString().startsWith("one-past: ");
        assertThat(wrong(one, node(2, 3))).as("one is not told yet").isEmpty();
    }

    @Test
    void partitionsWithoutALeaderAreNamed() {
        StatusReply.Builder one = node(1, 3);
        one.setOwners(2, Owner.getDefaultInstance()).setOwners(5, Owner.getDefaultInstance());
        assertThat(wrong(one)).containsExactly("leaders: nobody leads partition 2, 5: their users are not served now");
    }

    @Test
    void disksClocksVersionsAndMapsAreCompared() {
        StatusReply.Builder two =
                node(2, 3).setClockMs(1_003_000).setVersion("1.1").setDiskFree(9);
        StatusReply.Builder other = node(1, 4).setClusterId("chimes");
        assertThat(wrong(node(1, 3), two))
                .containsExactly(
                        "one-version: they run different versions: [1.0, 1.1]",
                        "disk: node 2 has only 9 B of 100 B free: a full disk stops all acks",
                        "clocks: their clocks differ by 3000 ms: set them by NTP");
        assertThat(wrong(node(1, 3), other))
                .anySatisfy(text -> assertThat(text).startsWith("one-cluster"))
                .anySatisfy(text -> assertThat(text).startsWith("one-map"));
    }

    @Test
    void aNodeThatStopsServesNobody() {
        assertThat(wrong(node(1, 3).setReady(false)))
                .containsExactly("serving: node 1 does not serve clients: it is starting or stopping");
    }

    @Test
    void numbersAreForPeople() {
        assertThat(Numbers.of(List.of(0, 1, 2, 5, 7, 8))).isEqualTo("0–2, 5, 7–8");
        assertThat(Numbers.bytes(1_023)).isEqualTo("1023 B");
        assertThat(Numbers.bytes(1_536)).isEqualTo("1.5 KiB");
        assertThat(Numbers.time(59_999)).isEqualTo("59s");
        assertThat(Numbers.time(3_725_000)).isEqualTo("1h 2m");
    }
}
