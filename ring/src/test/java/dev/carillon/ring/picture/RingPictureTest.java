package dev.carillon.ring.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.RandomRing;
import dev.carillon.ring.placement.Placement;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class RingPictureTest {
    private static final PartitionMap SMALL = new PartitionMap(
            12,
            2,
            List.of(
                    new Member(1, "ann", "west", 100, MemberState.ACTIVE),
                    new Member(2, "bob<&>", "east", 100, MemberState.ACTIVE),
                    new Member(3, "cy", "west", 200, MemberState.DRAINING)),
            List.of(
                    new Assignment(1, List.of(1, 2)),
                    new Assignment(1, List.of(2, 1)),
                    new Assignment(1, List.of(1)),
                    new Assignment(1, List.of(3, 2))));

    private static PartitionMap ring(int nodes, int partitions) {
        return Placement.initial(
                partitions,
                3,
                IntStream.rangeClosed(1, nodes).mapToObj(Member::of).toList());
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void drawsWhoLeadsNowAndWhatIsNotWell() {
        assertThat(RingPicture.text(SMALL, node -> node != 1, false)).isEqualTo("""
                3 nodes (1 down), 2 zones, 4 partitions, 2 replicas, epoch 12

                     0 AA?C
                       !!x
                       !  no majority: serves nobody
                       x  no copy answers

                   node             zone         state     weight replicas  leads   of its share
                 A bob<&>           east         active       100        3      2   ███████████████        75 %
                 B ann              west         down         100        3      0   ███████████████        75 %
                 C cy               west         draining     200        1      1   █████
                """);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 30, 61, 100})
    void fitsATerminalOfAHundredColumns(int nodes) {
        for (int partitions : new int[] {1, 64, 256, 4096}) {
            String text = RingPicture.text(ring(nodes, partitions), node -> node % 3 > 0, false);
            assertThat(text.lines()).allMatch(line -> line.length() <= 100);
            assertThat(text).doesNotContain("\u001b");
        }
    }

    @Test
    void saysTheSameInColour() {
        PartitionMap map = ring(10, 256);
        String coloured = RingPicture.text(map, node -> node != 4, true);
        assertThat(coloured).contains("\u001b[");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(RingPicture.text(map, node -> node != 4, false));
    }

    @Test
    void isXmlThatNeedsNothingFromOutside() throws Exception {
        String svg = RingPicture.svg(SMALL, node -> node != 1);
        Document document = parsed(svg);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("bob<&>", "down", "partition 2, generation 1: nobody leads");
        assertThat(svg).doesNotContain("href").doesNotContain("<script").doesNotContain("url(http");
    }

    @Test
    void hasAnArcPerReplicaAndOneMorePerPartitionInTrouble() throws Exception {
        PartitionMap map = ring(5, 64);
        int arcs = parsed(RingPicture.svg(map, node -> true))
                .getElementsByTagName("path")
                .getLength();
        // Besides the arcs, every active node has a mark at its share.
        assertThat(arcs).isEqualTo(64 * 3 + 5);
        long stuck = map.assignments().stream()
                .filter(a -> a.healthy(node -> node > 2) < 2)
                .count();
        int withTrouble = parsed(RingPicture.svg(map, node -> node > 2))
                .getElementsByTagName("path")
                .getLength();
        assertThat(stuck).isPositive();
        assertThat(withTrouble).isEqualTo(64 * 3 + 5 + (int) stuck);
    }

    @Test
    void drawsAnyRingTheSameEachTime() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            PartitionMap map = new RandomRing(seed).placed(8, 30);
            String svg = RingPicture.svg(map, node -> node % 5 > 0);
            parsed(svg);
            assertThat(RingPicture.svg(map, node -> node % 5 > 0)).isEqualTo(svg);
        }
    }
}
