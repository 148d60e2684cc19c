package dev.carillon.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is refused is told, and cannot fill the log. */
class RefusedOperatorsTest {
    private final List<String> notices = new ArrayList<>();
    private long now = 1_000;
    private final RefusedOperators refused = new RefusedOperators(() -> now, notices::add);

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            refused.refused("127.0.0.1", "the token is not signed");
        }
    }

    @Test
    void theFirstIsToldAtOnceAndTheOthersAreCounted() {
        refuse(100);
        assertThat(notices).containsExactly("from=127.0.0.1 why=\"the token is not signed\" more_since_last=0");
        now += 9;
        refuse(1);
        assertThat(notices).hasSize(1);
        now++;
        refuse(1);
        assertThat(notices).hasSize(2).last().asString().endsWith("more_since_last=100");
        now += 10;
        refuse(1);
        assertThat(notices).last().asString().endsWith("more_since_last=0");
    }

    @Test
    void aClockThatIsPutBackDoesNotSilenceIt() {
        refuse(1);
        now -= 500;
        refuse(1);
        assertThat(notices).hasSize(2);
    }
}
