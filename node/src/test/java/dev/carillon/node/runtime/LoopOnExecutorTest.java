package dev.carillon.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop whose passes are tasks of somebody else's thread. */
class LoopOnExecutorTest {
    private static final long SOON_MS = 10_000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final LoopMailbox mailbox = new LoopMailbox(1 << 16);
    private final Clock clock = new Clock() {
        @Override
        public long nowMs() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };
    private volatile boolean fails;
    private volatile boolean hasMore;
    private final Loop loop = new Loop(0, mailbox, clock, new LoopDuty() {
        @Override
        public void onMessage(int kind, MutableDirectBuffer buffer, int offset, int length) {
            if (fails) {
                throw new IllegalStateException("planted");
            }
            seen.add("mail " + buffer.getLong(offset));
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public int work(long nowNs) {
            return hasMore ? 1 : 0;
        }

        @Override
        public long nextDeadlineNs() {
            return clock.nanoTime() + TimeUnit.DAYS.toNanos(1);
        }
    });
    private final LoopOnExecutor passes =
            new LoopOnExecutor(loop, thread, clock, e -> seen.add("failed " + e.getMessage()));

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    private void mail(long number) {
        int claim = mailbox.claim(MailKind.COMMAND, Long.BYTES);
        mailbox.buffer().putLong(claim, number);
        mailbox.commit(claim);
    }

    private String next() throws InterruptedException {
        return String.valueOf(seen.poll(SOON_MS, TimeUnit.MILLISECONDS));
    }

    @Test
    void mailHasAPassRunByItself() throws InterruptedException {
        for (long i = 1; i <= 1_000; i++) {
            mail(i);
            assertThat(next()).isEqualTo("mail " + i);
        }
    }

    @Test
    void aLoopThatAlwaysHasMoreLeavesTheThreadToOthers() throws InterruptedException {
        hasMore = true;
        passes.wake();
        thread.execute(() -> seen.add("somebody else"));
        assertThat(next()).isEqualTo("somebody else");
        hasMore = false;
    }

    @Test
    void noPassFollowsAStop() throws InterruptedException {
        loop.stop();
        assertThat(passes.awaitEnd(SOON_MS)).isTrue();
        mail(1);
        thread.execute(() -> seen.add("after it"));
        assertThat(next()).isEqualTo("after it");
    }

    @Test
    void whatShouldNeverHappenIsToldAndEndsIt() throws InterruptedException {
        fails = true;
        mail(1);
        assertThat(next()).isEqualTo("failed planted");
        assertThat(passes.awaitEnd(SOON_MS)).isTrue();
    }
}
