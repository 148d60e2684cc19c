package dev.carillon.admin;

import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StuckMove;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Moves that wait until a majority answers, in words. Pure. */
final class StuckMoves {
    private StuckMoves() {}

    /** Empty if there are none. */
    static String words(StatusReply status) {
        List<Integer> partitions = new ArrayList<>();
        TreeSet<Integer> missing = new TreeSet<>();
        boolean meta = false;
        for (StuckMove each : status.getStuckMovesList()) {
            missing.addAll(each.getMissingList());
            if (each.getPartition() == status.getOwnersCount()) {
                meta = true;
            } else {
                partitions.add(each.getPartition());
            }
        }
        if (missing.isEmpty()) {
            return "";
        }
        partitions.sort(null);
        String what = partitions.isEmpty() ? "" : "partition " + Numbers.of(partitions);
        what += meta ? (what.isEmpty() ? "" : " and ") + "the meta group" : "";
        return "the move of " + what + " waits for a majority: node " + Numbers.of(List.copyOf(missing))
                + (missing.size() == 1 ? " does" : " do") + " not answer";
    }
}
