package dev.carillon.simulator.diff;

import dev.carillon.simulator.replay.Playback;
import java.util.function.ToDoubleFunction;

/** What is compared of how well a side does. */
enum Measure {
    RATE("messages/s", "rate", true, result -> result.verdict().rate()),
    ACK_P50("ack p50 ms", "ack_p50", false, result -> result.times().ack().p50()),
    ACK_P99("ack p99 ms", "ack_p99", false, result -> result.times().ack().p99()),
    DELIVER_P50(
            "deliver p50 ms",
            "deliver_p50",
            false,
            result -> result.times().deliver().p50()),
    DELIVER_P99(
            "deliver p99 ms",
            "deliver_p99",
            false,
            result -> result.times().deliver().p99()),
    CPU("node CPU µs/message", "cpu", false, Playback.Result::cpuMicrosPerMessage);

    private final String words;
    private final String field;
    private final boolean moreIsBetter;
    private final ToDoubleFunction<Playback.Result> value;

    Measure(String words, String field, boolean moreIsBetter, ToDoubleFunction<Playback.Result> value) {
        this.words = words;
        this.field = field;
        this.moreIsBetter = moreIsBetter;
        this.value = value;
    }

    String words() {
        return words;
    }

    /** Its name for scripts. */
    String field() {
        return field;
    }

    boolean moreIsBetter() {
        return moreIsBetter;
    }

    double of(Playback.Result result) {
        return value.applyAsDouble(result);
    }
}
