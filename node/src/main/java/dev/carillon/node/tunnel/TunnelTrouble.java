package dev.carillon.node.tunnel;

import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.collections.Int2ObjectHashMap;

/** Frames that make no sense, counted, and said in a sentence: at once, then once a minute for each node. Runs on the loop. */
final class TunnelTrouble {
    private static final long AGAIN_NS = 60_000_000_000L;

    private final Meter meter;
    private final Consumer<String> notice;
    private final LongSupplier clock;
    private final Int2ObjectHashMap<Said> nodes = new Int2ObjectHashMap<>();

    private static final class Said {
        private long againNs;
        private long unsaid;
    }

    TunnelTrouble(Meter meter, Consumer<String> notice, LongSupplier clock) {
        this.meter = meter;
        this.notice = notice;
        this.clock = clock;
    }

    /** @param what a clause that goes on after "node 3" */
    void tell(int node, String what) {
        meter.add(Metric.TUNNEL_FRAMES_BAD, 1);
        long nowNs = clock.getAsLong();
        Said said = nodes.get(node);
        if (said == null) {
            said = new Said();
            nodes.put(node, said);
        } else if (said.againNs - nowNs > 0) {
            said.unsaid++;
            return;
        }
        notice.accept("node " + node + " " + what
                + ". The tunnel was closed, its client comes back; are both nodes of compatible versions?"
                + (said.unsaid == 0 ? "" : " (" + said.unsaid + " more times before this one.)"));
        said.againNs = nowNs + AGAIN_NS;
        said.unsaid = 0;
    }
}
