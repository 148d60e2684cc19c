package dev.carillon.node.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits for the answers of all loops; any thread. */
final class GatheredReplicas implements Answer<List<ReplicaReport>> {
    private final Answer<List<ReplicaReport>> whole;
    private final List<ReplicaReport> all = new ArrayList<>();
    private int missing;
    private @Nullable String trouble;

    GatheredReplicas(int loops, Answer<List<ReplicaReport>> whole) {
        this.missing = loops;
        this.whole = whole;
    }

    @Override
    public synchronized void known(List<ReplicaReport> answer) {
        all.addAll(answer);
        one();
    }

    @Override
    public synchronized void failed(String why) {
        trouble = why;
        one();
    }

    private void one() {
        if (--missing > 0) {
            return;
        }
        if (trouble != null) {
            whole.failed(trouble);
        } else {
            all.sort(Comparator.comparingInt(ReplicaReport::partition));
            whole.known(List.copyOf(all));
        }
    }
}
