package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SkipReason;
import dev.carillon.storage.log.Durability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node of two loops and eight partitions, its time, and what its devices heard, one line for each thing. */
final class Scene implements TestClient.Watcher {
    final TestClock clock = new TestClock();
    final TestNode node;
    final List<String> heard = new ArrayList<>();
    private final List<TestClient> devices = new ArrayList<>();

    Scene() {
        this(new TestLimits());
    }

    Scene(TestLimits limits) {
        this(limits, Durability.SYNC);
    }

    Scene(TestLimits limits, Durability durability) {
        node = new TestNode(1, 8, 2, limits.build(), durability, clock);
    }

    TestClient device(String user, long install) {
        TestClient device = new TestClient(user, install, this);
        devices.add(device);
        return device;
    }

    TestClient connected(String user, long install) {
        TestClient device = device(user, install);
        connect(device);
        return device;
    }

    void connect(TestClient device) {
        connect(device, Limits.WINDOW_MESSAGES_DEFAULT);
    }

    void connect(TestClient device, long deliverMessages) {
        device.connect(node, deliverMessages, Limits.WINDOW_BYTES_DEFAULT);
        run();
        assertThat(device.isWelcomed()).as(device.user + " is welcomed").isTrue();
    }

    /** A user whose partition the loop has, by the name's beginning. */
    String userOn(int loop, String prefix) {
        int n = 0;
        while (node.loopOf(prefix + n) != loop) {
            n++;
        }
        return prefix + n;
    }

    /** Until nothing moves any more; 400 ms, so that lazy things have their time. */
    void run() {
        run(400);
    }

    void run(long ms) {
        for (long at = 0; at < ms; at += 20) {
            exchange();
            clock.advanceMs(20);
        }
        assertThat(node.failures()).isEmpty();
    }

    /** Everybody says what they have to say, both loops work, everybody hears. */
    void exchange() {
        devices.forEach(device -> assertThat(device.flush()).isTrue());
        node.pass();
        devices.forEach(TestClient::hearAll);
    }

    /** Until the engine has all that is old enough, flushed; 20 s. */
    void trail() {
        for (int i = 0; i < 10; i++) {
            clock.advanceMs(1_900);
            run(100);
            node.write();
        }
    }

    /** The power goes and comes back; nobody is connected. */
    void crash() {
        devices.forEach(TestClient::forgetConnection);
        node.crash(0);
    }

    /** All that {@code user} heard, without the name. */
    List<String> heardBy(String user) {
        return heard.stream()
                .filter(line -> line.startsWith(user + " "))
                .map(line -> line.substring(user.length() + 1))
                .toList();
    }

    @Override
    public void onMessage(TestClient at, long seq, boolean own, String peer, long install, long cseq, String text) {
        heard.add(at.user + " [" + seq + "] " + (own ? "to " : "from ") + peer + "#" + cseq + " " + text);
    }

    @Override
    public void onOwnCopies(TestClient at, long firstSeq, long count) {
        heard.add(at.user + " [" + firstSeq + "] own " + count);
    }

    @Override
    public void onReceipt(
            TestClient at,
            long seq,
            ReceiptKind kind,
            String peer,
            long install,
            long cseq,
            @Nullable FailureReason why) {
        heard.add(at.user + " [" + seq + "] " + kind + " " + peer + "#" + cseq + (why == null ? "" : " " + why));
    }

    @Override
    public void onSkip(TestClient at, SkipReason reason, long fromSeq, long toSeq) {
        heard.add(at.user + " [" + fromSeq + "-" + toSeq + "] skip " + reason);
    }

    @Override
    public void onSettled(TestClient at, long cseq, boolean stored) {
        heard.add(at.user + " #" + cseq + (stored ? " stored" : " refused"));
    }
}
