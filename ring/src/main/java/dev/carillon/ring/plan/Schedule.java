package dev.carillon.ring.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * When each move would begin and end within the limits: in order, each as soon as everyone who gives or takes a copy
 * has a lane free. A node has {@code movesPerNode} lanes that share its bandwidth evenly; a source sends to one
 * newcomer after the other. A prediction, for comparing plans and for telling people how long to wait.
 */
final class Schedule {
    private final long[] begin;
    private final long[] end;

    private Schedule(int moves) {
        begin = new long[moves];
        end = new long[moves];
    }

    static Schedule of(List<Move> moves, Limits limits) {
        Schedule schedule = new Schedule(moves.size());
        Map<Integer, Integer> busy = new HashMap<>();
        PriorityQueue<Integer> running = new PriorityQueue<>((a, b) -> schedule.end[a] != schedule.end[b]
                ? Long.compare(schedule.end[a], schedule.end[b])
                : Integer.compare(a, b));
        List<Integer> waiting = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            waiting.add(i);
        }
        long now = 0;
        while (!waiting.isEmpty()) {
            long time = now;
            waiting.removeIf(i -> {
                List<Integer> nodes = participants(moves.get(i));
                if (nodes.stream().anyMatch(node -> busy.getOrDefault(node, 0) >= limits.movesPerNode())) {
                    return false;
                }
                nodes.forEach(node -> busy.merge(node, 1, Integer::sum));
                schedule.begin[i] = time;
                schedule.end[i] = time + millis(moves.get(i), limits);
                running.add(i);
                return true;
            });
            Integer done = running.poll();
            while (done != null) {
                participants(moves.get(done)).forEach(node -> busy.merge(node, -1, Integer::sum));
                now = schedule.end[done];
                Integer next = running.peek();
                done = next != null && schedule.end[next] == now ? running.poll() : null;
            }
        }
        return schedule;
    }

    private static List<Integer> participants(Move move) {
        List<Integer> nodes = new ArrayList<>(move.newcomers());
        if (nodes.isEmpty()) {
            // No copy: what is taken up is the one that leads.
            nodes.add(move.from().preferredLeader());
        } else {
            move.source().ifPresent(nodes::add);
        }
        return nodes;
    }

    private static long millis(Move move, Limits limits) {
        return switch (move.kind()) {
            case REORDER -> 0;
            case TRANSFER, SHRINK -> limits.handoverMillis();
            case COPY ->
                limits.handoverMillis()
                        + (long) Math.ceil(1000.0 * move.bytes() * limits.movesPerNode() / limits.bytesPerSecond());
        };
    }

    /** Milliseconds from the start of the plan to the begin of a move. */
    long begin(int move) {
        return begin[move];
    }

    /** Milliseconds from the start of the plan to the end of a move. */
    long end(int move) {
        return end[move];
    }

    /** Milliseconds until the last move ends. */
    long total() {
        return Arrays.stream(end).max().orElse(0);
    }
}
