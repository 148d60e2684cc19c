package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** Netty's leak detection at its most thorough level, from the first edge on that a test makes. */
final class LeakWatch {
    private static final AtomicLong CANARIES = new AtomicLong();
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    private LeakWatch() {}

    /** Call before the first buffer is made. */
    static void begin() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        // Reported to us instead of to the console, where canaries would frighten people.
        ((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).setAdditive(false);
        ByteBufUtil.setLeakListener((type, records) -> LEAKS.add(records));
    }

    /** Fails if a buffer was lost up to now. Loses one on purpose and waits until that is found, so it cannot sleep. */
    static void assertNothingLeaked() {
        String canary = "canary " + CANARIES.incrementAndGet();
        lose(canary);
        EdgeUnderTest.until(() -> {
            System.gc();
            // Leaks are reported when the next buffer is made.
            UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
            return LEAKS.stream().anyMatch(records -> records.contains(canary));
        });
        assertThat(LEAKS).allMatch(records -> records.contains("canary "));
    }

    private static void lose(String canary) {
        UnpooledByteBufAllocator.DEFAULT.directBuffer(1).touch(canary);
    }
}
