package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import dev.carillon.storage.NewerFormatException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private final Queue<Runnable> writing = new ArrayDeque<>();
    private final ClusterState first = ClusterState.initial(new ClusterMap(
            "test",
            Placement.initial(4, 1, List.of(Member.of(1))),
            List.of(new ClusterNode(1, 1, "127.0.0.1", 1, "127.0.0.1", 2))));
    private final ClusterView view = new ClusterView(first, (bytes, durable) -> writing.add(durable), Format.NEWEST);
    private int changes;

    private void written() {
        writing.remove().run();
    }

    @Test
    void whatIsHeardCountsOnceItIsOnDisk() {
        view.onChange(() -> changes++);
        view.hear(first.withVersion(2), false);
        assertThat(view.state().version()).isEqualTo(1);
        written();
        assertThat(view.state().version()).isEqualTo(2);
        assertThat(changes).isEqualTo(1);
        view.hear(first, false);
        view.hear(first.withVersion(2), false);
        assertThat(writing).as("nothing new").isEmpty();
    }

    @Test
    void aMajorityConfirmsWhatIsKnown() {
        assertThat(view.isConfirmed()).isFalse();
        view.hear(first, true);
        assertThat(view.isConfirmed()).isTrue();
    }

    /** The leader may learn that it leads while what it agreed on before is still being written. */
    @Test
    void aConfirmationOfWhatIsBeingWrittenCountsWhenThatIsDone() {
        view.hear(first.withVersion(2), false);
        view.hear(first.withVersion(2), true);
        assertThat(view.isConfirmed()).isFalse();
        written();
        assertThat(view.isConfirmed()).isTrue();
    }

    @Test
    void whatWasAgreedOnBeforeARecoveryCountsNoMore() {
        ClusterState anew = MetaRecoveryRules.begun(first, 1, 77);
        view.hear(first, true);
        assertThat(view.begin(anew)).isTrue();
        assertThat(view.isConfirmed()).as("by a group that is no more").isFalse();
        assertThat(view.state()).as("not on disk yet").isEqualTo(first);
        written();
        assertThat(view.state()).isEqualTo(anew);

        assertThat(view.hear(first.withVersion(5), true)).isEqualTo(Succession.OLDER);
        assertThat(view.hear(first.withVersion(Long.MAX_VALUE), true)).isEqualTo(Succession.OLDER);
        assertThat(writing).isEmpty();
        assertThat(view.isConfirmed()).isFalse();
        view.hear(anew.withVersion(anew.version() + 1), true);
        written();
        assertThat(view.isConfirmed()).isTrue();
        assertThat(view.begin(MetaRecoveryRules.begun(first, 1, 78)))
                .as("of another past")
                .isFalse();
    }

    @Test
    void aNodeThatIsToldOfARecoveryWaitsForTheNewGroup() {
        ClusterState anew = MetaRecoveryRules.begun(first, 1, 77);
        view.hear(first, true);
        assertThat(view.hear(anew, false)).isEqualTo(Succession.NEWER);
        written();
        assertThat(view.isConfirmed()).isFalse();
        view.hear(anew, true);
        assertThat(view.isConfirmed()).isTrue();
    }

    @Test
    void nothingIsTakenOfAnotherPast() {
        ClusterState anew = MetaRecoveryRules.begun(first, 1, 77);
        view.hear(anew, false);
        written();
        ClusterState apart = MetaRecoveryRules.begun(first.withVersion(9), 1, 78);
        assertThat(view.hear(apart, true)).isEqualTo(Succession.APART);
        assertThat(writing).isEmpty();
        assertThat(view.isConfirmed()).isFalse();
        assertThat(view.state()).isEqualTo(anew);
    }

    @Test
    void aNodeThatKnowsLessThanTheClusterWritesTakesNothing() {
        ClusterView old = new ClusterView(first, (bytes, durable) -> writing.add(durable), Format.FIRST);
        ClusterState risen = first.next().withFormat(Format.NEWEST);
        assertThatThrownBy(() -> old.hear(risen, true))
                .isInstanceOf(NewerFormatException.class)
                .hasMessageContaining("data.format-max");
        assertThat(old.state()).isEqualTo(first);
        assertThatThrownBy(() -> new ClusterView(risen, (bytes, durable) -> {}, Format.FIRST))
                .isInstanceOf(NewerFormatException.class);
    }
}
