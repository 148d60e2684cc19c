package dev.carillon.node.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits for the answers of all loops, and puts their lists together, in order; any thread. */
final class Gathered<T> implements Answer<List<T>> {
    private final Answer<List<T>> whole;
    private final Comparator<T> order;
    private final List<T> all = new ArrayList<>();
    private int missing;
    private @Nullable String trouble;

    Gathered(int loops, Comparator<T> order, Answer<List<T>> whole) {
        this.order = order;
        this.missing = loops;
        this.whole = whole;
    }

    @Override
    public synchronized void known(List<T> answer) {
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
            all.sort(order);
            whole.known(List.copyOf(all));
        }
    }
}
