package dev.carillon.simulator.recording.live;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of time as people write them: {@code 90s}, {@code 10m}, {@code 2h}. */
final class Span {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,5})([smh])");

    private Span() {}

    /** Null if it is none. */
    static @Nullable Duration parse(String text) {
        Matcher found = TEXT.matcher(text);
        if (!found.matches()) {
            return null;
        }
        long count = Long.parseLong(found.group(1));
        return switch (found.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
