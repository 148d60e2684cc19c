package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever has been away for long is called as soon as it calls, not when the next attempt is due. */
class PeerCallBackTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The next attempt is hours away. */
    private static final PeerTimes SLOW = new PeerTimes(
            TestPeer.TIMES.ping(),
            TestPeer.TIMES.silence(),
            TestPeer.TIMES.handshake(),
            Duration.ofHours(4),
            Duration.ofHours(4),
            TestPeer.TIMES.mailboxRetry(),
            TestPeer.TIMES.notice());

    private final List<AutoCloseable> open = new ArrayList<>();
    private final TestPeer stays = peer(TestPeer.Plan.node(1, 2).times(SLOW));
    private final TestPeer returns = peer(TestPeer.Plan.node(2, 1));

    private TestPeer peer(TestPeer.Plan plan) {
        TestPeer peer = new TestPeer(plan);
        open.add(0, peer);
        return peer;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable thing : open) {
            thing.close();
        }
    }

    @Test
    void allLinksToANodeThatComesBackAreMadeAtOnce() {
        returns.server().close();
        stays.links.call(returns.address());
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(stays.notices).anyMatch(text -> text.contains("It will be tried again")));
        returns.serve();
        returns.links.call(stays.address());
        for (int loop = 0; loop < 2; loop++) {
            await().atMost(PATIENCE).until(stays.link(2, loop)::isOpen);
        }
    }

    @Test
    void whoIsSpokenToAlreadyIsNotCalledAgain() throws Exception {
        stays.links.call(returns.address());
        await().atMost(PATIENCE)
                .until(() -> stays.link(2, 0).isOpen() && stays.link(2, 1).isOpen());
        returns.links.call(stays.address());
        await().atMost(PATIENCE).until(returns.link(1, 0)::isOpen);
        stays.links.callBack(2);
        // What was given to the timer before has been done.
        stays.parts.timer().submit(() -> {}).get(1, TimeUnit.MINUTES);
        assertThat(stays.link(2, 0).counters().attempts()).isEqualTo(1);
    }
}
