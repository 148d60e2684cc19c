package dev.carillon.node.tunnel;

import java.util.ArrayList;
import java.util.List;

/**
 * Says to other ends what has arrived here and what needs no room any more: at once when they may be waiting for it, else
 * now and then, so that a quiet tunnel costs nothing. Runs on the loop.
 */
final class TunnelCredits {
    private final TunnelFrames frames;
    private List<TunnelEnd> owing = new ArrayList<>();
    private List<TunnelEnd> spare = new ArrayList<>();

    TunnelCredits(TunnelFrames frames) {
        this.frames = frames;
    }

    /** Something came, or was passed on. */
    void owed(TunnelEnd end) {
        if ((!end.flow.owesMuch() || !frames.credit(end)) && end.flow.owes() && !end.owing) {
            end.owing = true;
            owing.add(end);
        }
    }

    /** Says what is owed to all. */
    void pay() {
        List<TunnelEnd> now = owing;
        owing = spare;
        spare = now;
        for (int i = 0; i < now.size(); i++) {
            TunnelEnd end = now.get(i);
            end.owing = !end.over && end.flow.owes() && !frames.credit(end);
            if (end.owing) {
                owing.add(end);
            }
        }
        now.clear();
    }
}
