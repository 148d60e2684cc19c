package dev.carillon.node.boot;

import dev.carillon.node.edge.EdgeCounters;
import dev.carillon.node.edge.EdgeServer;
import dev.carillon.node.session.LoopCounters;
import dev.carillon.node.session.NodeCore;
import dev.carillon.protocol.ErrorCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Everything that can be read at {@code /metrics}. Loops count for themselves; a scrape reads what they counted. */
final class NodeMetrics implements AutoCloseable {
    private static final String PREFIX = "carillon.";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Map<String, AtomicLong> loopValues = new HashMap<>();
    private @Nullable NodeCore core;

    NodeMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new ResidentMemory(Path.of("/proc/self/status")).bindTo(registry);
        gc.bindTo(registry);
    }

    synchronized void add(EdgeServer edge, NodeCore running) {
        core = running;
        gauge("edge.connections", "Open connections.", edge, EdgeServer::connections);
        List<EdgeCounters> all = edge.counters();
        for (int i = 0; i < all.size(); i++) {
            edge(Tags.of("event_loop", Integer.toString(i)), all.get(i));
        }
    }

    private void edge(Tags tags, EdgeCounters counters) {
        count("edge.opened", "Connections that were opened.", tags, counters, EdgeCounters::openedCount);
        count("edge.closed", "Connections that were closed.", tags, counters, EdgeCounters::closedCount);
        count(
                "edge.authenticated",
                "Connections with a valid token.",
                tags,
                counters,
                EdgeCounters::authenticatedCount);
        count("edge.read.bytes", "Bytes read from clients.", tags, counters, EdgeCounters::bytesReadCount);
        count(
                "edge.read.batches",
                "Batches of frames handed to partition loops.",
                tags,
                counters,
                EdgeCounters::batchesReadCount);
        count(
                "edge.read.stops",
                "Times that reading stopped because a partition loop had no room.",
                tags,
                counters,
                EdgeCounters::readStopsCount);
        count("edge.written.bytes", "Bytes written to clients.", tags, counters, EdgeCounters::bytesWrittenCount);
        count("edge.writes", "Writes to clients.", tags, counters, EdgeCounters::writesCount);
        count("edge.stale", "Bytes for connections that were gone.", tags, counters, EdgeCounters::staleCount);
        count("edge.unexpected", "Faults in the code; see the log.", tags, counters, EdgeCounters::unexpectedCount);
        for (ErrorCode code : ErrorCode.values()) {
            count(
                    "edge.refused",
                    "Connections that got an ERROR, by its code.",
                    tags.and("code", code.name()),
                    counters,
                    c -> c.refusedCount(code));
        }
    }

    private <T> void count(String name, String about, Tags tags, T of, ToLongFunction<T> value) {
        FunctionCounter.builder(PREFIX + name, of, value::applyAsLong)
                .description(about)
                .tags(tags)
                .register(registry);
    }

    private <T> void gauge(String name, String about, T of, ToDoubleFunction<T> value) {
        Gauge.builder(PREFIX + name, of, value).description(about).register(registry);
    }

    /** The text format of Prometheus. */
    synchronized String scrape() {
        NodeCore running = core;
        if (running != null) {
            List<LoopCounters> loops = running.counters();
            for (int i = 0; i < loops.size(); i++) {
                int loop = i;
                loops.get(i).forEach((name, about, gauge, value) -> take(loop, name, about, gauge, value));
            }
        }
        return registry.scrape();
    }

    private void take(int loop, String name, String about, boolean gauge, long value) {
        String key = loop + " " + name;
        AtomicLong held = loopValues.get(key);
        if (held == null) {
            held = new AtomicLong();
            loopValues.put(key, held);
            Tags tags = Tags.of("loop", Integer.toString(loop));
            if (gauge) {
                Gauge.builder(PREFIX + name, held, AtomicLong::get)
                        .description(about)
                        .tags(tags)
                        .register(registry);
            } else {
                count(name, about, tags, held, AtomicLong::get);
            }
        }
        held.set(value);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
