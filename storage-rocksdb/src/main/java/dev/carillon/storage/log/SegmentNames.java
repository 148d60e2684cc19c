package dev.carillon.storage.log;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of the log's files. The number only keeps them apart; order is in the headers. */
final class SegmentNames {
    private static final Pattern SEGMENT = Pattern.compile("segment-(\\d{6,9})\\.log");
    private static final String UNFINISHED = ".new";

    private SegmentNames() {}

    static String of(int number) {
        return String.format(Locale.ROOT, "segment-%06d.log", number);
    }

    /** Of a file that is not yet a segment: its zeroes are still being written. */
    static String unfinished(String name) {
        return name + UNFINISHED;
    }

    static boolean isSegment(String name) {
        return SEGMENT.matcher(name).matches();
    }

    static boolean isUnfinished(String name) {
        return name.endsWith(UNFINISHED) && isSegment(name.substring(0, name.length() - UNFINISHED.length()));
    }

    static int number(String name) {
        return Integer.parseInt(name.substring("segment-".length(), name.length() - ".log".length()));
    }
}
