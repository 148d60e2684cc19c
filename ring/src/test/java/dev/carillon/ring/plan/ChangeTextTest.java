package dev.carillon.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeTextTest {
    private static final Member NEW = new Member(4, "n4", "", 100, MemberState.ACTIVE);

    @Test
    void whatIsWrittenIsRead() {
        List<Change> all = List.of(
                new Change.Join(NEW),
                new Change.Join(NEW.withZone("rack b")),
                new Change.Drain(1),
                new Change.Leave(2),
                new Change.Activate(3),
                new Change.Evict(1),
                new Change.Replace(1, false, NEW.withZone("a")),
                new Change.Replace(1, true, NEW),
                new Change.Reweigh(2, 50),
                new Change.Rezone(2, ""),
                new Change.Rezone(2, "rack b"),
                new Change.Replicas(5),
                new Change.MovePartition(17, List.of(1, 2, 4)),
                new Change.Rebalance());
        assertThat(all)
                .allSatisfy(change ->
                        assertThat(ChangeText.read(ChangeText.of(change))).isEqualTo(change));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dance 4 | \"dance\" is no change of the ring",
                "drain | \"\" is not a whole number",
                "drain four | \"four\" is not a whole number",
                "join 4 n4 | \"4 n4\" is no member",
                "reweigh 4 | \"\" is not a whole number",
            })
    void whatIsNoneIsRefusedInWords(String text, String why) {
        assertThatThrownBy(() -> ChangeText.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
