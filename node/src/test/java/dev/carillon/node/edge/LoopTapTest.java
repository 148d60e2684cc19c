package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a recording gets of connections, and what it does not. */
class LoopTapTest {
    private static final byte[] USER = "alice".getBytes(StandardCharsets.UTF_8);
    private static final int RING = 1 << 12;

    private final EdgeTap tap = new EdgeTap(RING);
    private final LoopTap loop = new LoopTap(tap, () -> 7);
    private final List<String> read = new ArrayList<>();

    private static UnsafeBuffer frames(int count, int bytesEach) {
        byte[] all = new byte[count * bytesEach];
        for (int i = 0; i < count; i++) {
            all[i * bytesEach] = (byte) (bytesEach - 1);
        }
        return new UnsafeBuffer(all);
    }

    private void open(long connection) {
        UnsafeBuffer hello = new UnsafeBuffer(RawClient.hello(EdgeUnderTest.token("alice")));
        loop.opened(connection, USER, hello, 0, hello.capacity());
    }

    private List<String> read() {
        read.clear();
        tap.read(
                (kind, connection, atNs, buffer, offset, length) -> {
                    assertThat(atNs).isEqualTo(7);
                    read.add(kind + " of " + connection + ": " + length);
                },
                1_000);
        return read;
    }

    @Test
    void theTokenIsNotPassedOn() {
        open(3);
        List<byte[]> all = new ArrayList<>();
        tap.read(
                (kind, connection, atNs, buffer, offset, length) -> {
                    byte[] copy = new byte[length];
                    buffer.getBytes(offset, copy);
                    all.add(copy);
                },
                10);

        assertThat(all).hasSize(1);
        assertThat(new String(all.get(0), StandardCharsets.ISO_8859_1))
                .endsWith("alice")
                .hasSize(3 * Long.BYTES + USER.length);
    }

    @Test
    void aConnectionWhoseHelloWasNotSeenIsNotFollowedAndNotMissed() {
        loop.heard(4, frames(2, 10), 0, 20);
        loop.told(4, frames(2, 10), 0, 20);
        loop.closed(4, true);

        assertThat(read()).isEmpty();
        assertThat(tap.takeLost()).isZero();
    }

    @Test
    void whatAFullMailboxRefusedAndIsHeardAgainIsThereOnce() {
        open(3);
        loop.heard(3, frames(2, 10), 0, 20);
        loop.refused(3, 20);
        loop.heard(3, frames(3, 10), 0, 30);
        loop.refused(3, 30);
        loop.heard(3, frames(3, 10), 0, 30);
        loop.heard(3, frames(1, 10), 0, 10);

        assertThat(read()).containsExactly("1 of 3: 29", "2 of 3: 20", "2 of 3: 10", "2 of 3: 10");
    }

    @Test
    void whoFindsNoRoomIsGivenUpAndCountedAndTheReaderHearsOfItOnceThereIsRoom() {
        open(3);
        open(5);
        int frame = 50;
        int before = 0;
        while (tap.takeLost() == 0) {
            loop.heard(3, frames(2, frame), 0, 2 * frame);
            before++;
        }
        loop.told(3, frames(4, frame), 0, 4 * frame);
        assertThat(tap.takeLost()).isEqualTo(4);

        List<String> all = new ArrayList<>(read());
        loop.heard(5, frames(1, frame), 0, frame);
        loop.heard(3, frames(1, frame), 0, frame);
        assertThat(tap.takeLost()).isEqualTo(1);
        loop.closed(3, true);
        loop.closed(5, false);
        all.addAll(read());
        assertThat(all.subList(0, 1 + before)).doesNotContain("6 of 3: 0");
        assertThat(all.subList(1 + before, all.size())).containsExactly("6 of 3: 0", "2 of 5: 50", "4 of 5: 0");
        assertThat(tap.takeLost()).isZero();
    }

    @Test
    void whoWasGivenUpWhileTheRingWasFullIsToldOnceThereIsRoom() {
        open(3);
        while (tap.takeLost() == 0) {
            loop.heard(3, frames(1, 2), 0, 2);
        }
        assertThat(read()).doesNotContain("6 of 3: 0").hasSizeGreaterThan(10);

        loop.tellWhoWasGivenUp();
        assertThat(read()).containsExactly("6 of 3: 0");
    }

    @Test
    void theEdgesOwnErrorIsTold() {
        open(3);
        loop.failed(3, ErrorCode.SLOW_READER, 0, "too slow");
        loop.closed(3, true);

        assertThat(read()).hasSize(3).last().isEqualTo("5 of 3: 0");
        assertThat(read()).isEmpty();
    }
}
