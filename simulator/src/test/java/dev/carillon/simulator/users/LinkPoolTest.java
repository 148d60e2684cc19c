package dev.carillon.simulator.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.SendOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LinkPoolTest {
    private final List<String> events = new ArrayList<>();
    private final Set<Integer> busy = new HashSet<>();
    private final LinkPool pool = new LinkPool(new Recorded(), busy::contains, 2);

    private final class Recorded implements UserLinks {
        @Override
        public UserLink open(int user) {
            events.add("+" + user);
            return new UserLink() {
                @Override
                public CompletionStage<?> send(String recipient, byte[] payload, SendOptions options) {
                    return new CompletableFuture<>();
                }

                @Override
                public boolean isOnline() {
                    return user != 9;
                }

                @Override
                public void close() {
                    events.add("-" + user);
                }
            };
        }

        @Override
        public int connected() {
            return 0;
        }

        @Override
        public void close() {}
    }

    @Test
    void opensAUserOnce() {
        assertThat(pool.of(1)).isSameAs(pool.of(1));
        assertThat(events).containsExactly("+1");
    }

    @Test
    void theQuietestGoesOffline() {
        pool.of(1);
        pool.of(2);
        pool.of(1);
        pool.of(3);

        assertThat(events).containsExactly("+1", "+2", "-2", "+3");
    }

    @Test
    void whoIsBusyStays() {
        busy.add(1);
        pool.of(1);
        pool.of(2);
        pool.of(3);

        assertThat(events).containsExactly("+1", "+2", "-2", "+3");
    }

    @Test
    void thereIsNoRoomWhileEverybodyIsBusy() {
        busy.addAll(Set.of(1, 2));
        pool.of(1);
        pool.of(2);

        assertThat(pool.of(3)).isNull();
        busy.remove(2);
        assertThat(pool.of(3)).isNotNull();
    }

    @Test
    void roomCanBeMadeForMore() {
        pool.of(1);
        pool.of(2);
        pool.makeRoom(3);
        pool.of(3);

        assertThat(events).containsExactly("+1", "+2", "+3");
    }

    @Test
    void everybodyGoesOfflineAndComesBack() {
        busy.add(1);
        pool.of(1);
        pool.of(2);
        pool.closeAll();

        assertThat(events).containsExactly("+1", "+2", "-1", "-2");
        assertThat(pool.size()).isZero();
        pool.of(1);
        assertThat(events).endsWith("+1");
    }

    @Test
    void addsUpOverThoseWhoAreOnlineOnly() {
        pool.of(1);
        pool.of(9);

        assertThat(pool.sumOnline(user -> 10)).isEqualTo(10);
    }
}
