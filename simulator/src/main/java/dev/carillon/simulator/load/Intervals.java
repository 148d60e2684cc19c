package dev.carillon.simulator.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stretches of time, in ns, that do not touch each other. Changed by one thread; read by any once it is whole. */
final class Intervals {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /** A stretch; {@code to} is its first moment outside. */
    record Interval(long from, long to) {}

    /** Puts a stretch in, joined with those that it touches. */
    void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.@Nullable Entry<Long, Long> near = ends.floorEntry(end);
        while (near != null && near.getValue() >= start) {
            start = Math.min(start, near.getKey());
            end = Math.max(end, near.getValue());
            ends.remove(near.getKey());
            near = ends.floorEntry(end);
        }
        ends.put(start, end);
    }

    /** Takes a stretch out. */
    void remove(long from, long to) {
        for (Interval each : all()) {
            if (each.from < to && each.to > from) {
                ends.remove(each.from);
                add(each.from, Math.min(each.to, from));
                add(Math.max(each.from, to), each.to);
            }
        }
    }

    boolean contains(long at) {
        Map.@Nullable Entry<Long, Long> near = ends.floorEntry(at);
        return near != null && near.getValue() > at;
    }

    /** Whether all of a stretch is inside. */
    boolean covers(long from, long to) {
        Map.@Nullable Entry<Long, Long> near = ends.floorEntry(from);
        return near != null && near.getValue() >= to;
    }

    /** Whether some of a stretch is inside. */
    boolean touches(long from, long to) {
        Map.@Nullable Entry<Long, Long> near = ends.lowerEntry(to);
        return near != null && near.getValue() > from;
    }

    List<Interval> all() {
        List<Interval> all = new ArrayList<>();
        ends.forEach((from, to) -> all.add(new Interval(from, to)));
        return all;
    }
}
