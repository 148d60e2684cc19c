package dev.carillon.node.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.PartitionOverlay;
import org.junit.jupiter.api.Test;

class JoinLaterTest {
    private final JoinLater later = new JoinLater();
    private final UserState user =
            UserState.create(new PartitionOverlay(0, new MemoryStateEngine()), new byte[] {'a'}, 1, 1);
    private final DeviceState device = new DeviceState(7);

    @Test
    void whatWaitsIsNewsOnce() {
        assertThat(later.cursor(user, device, 5)).isTrue();
        assertThat(later.cursor(user, device, 5)).isFalse();
        assertThat(later.cursor(user, device, 6)).as("one waits already").isFalse();
        assertThat(later.isEmpty()).isFalse();
    }

    /** It waited when the node ceased to lead; when it leads again, what the device says once more is not known yet. */
    @Test
    void whatCameToNothingIsNewsAgain() {
        later.cursor(user, device, 5);
        later.drop();
        device.askAnew();
        assertThat(later.cursor(user, device, 5)).isTrue();
        assertThat(later.isEmpty()).isFalse();
    }
}
