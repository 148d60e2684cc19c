package dev.carillon.node.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.cluster.Format;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EntryPipelineTest {
    private static final byte[] USER = "alice".getBytes(StandardCharsets.UTF_8);

    private final EntryPipeline entries = new EntryPipeline(new EntryPool(() -> Format.NEWEST));

    private EntryBuffer propose(int operations) {
        for (int i = 0; i < operations; i++) {
            entries.open().read(USER, 1, i);
        }
        return entries.next();
    }

    /** An engine that let one proposal overtake another is made anew and returns the others; nothing is left behind. */
    @Test
    void whatIsHeardOutOfOrderIsAnErrorAndLeavesTheRestInStep() {
        propose(1);
        EntryBuffer second = propose(2);
        propose(3);
        assertThatThrownBy(() -> entries.heard(second.length())).hasMessageContaining("not the oldest proposal");
        entries.returned();
        assertThat(entries.isIdle()).isFalse();
        entries.returned();
        assertThat(entries.isIdle()).isTrue();
        EntryBuffer next = propose(4);
        assertThat(entries.heard(next.length())).isSameAs(next);
    }
}
