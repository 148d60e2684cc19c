package dev.carillon.simulator.recording;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** What a recording holds, in numbers. One thread. */
final class Summary implements RecordingReader.Events {
    private static final long PAYLOAD_MAX = 65_536;

    private final Map<String, Long> kinds = new LinkedHashMap<>();
    private final Set<String> users = new HashSet<>();
    private final Set<Device> devices = new HashSet<>();
    private final Set<Long> connections = new HashSet<>();
    private final Histogram payloads = new Histogram(PAYLOAD_MAX, 3);
    private long firstUs = -1;
    private long lastUs;

    private record Device(String user, long install) {}

    Summary() {
        for (Class<?> kind : Event.class.getPermittedSubclasses()) {
            kinds.put(kind.getSimpleName().toLowerCase(java.util.Locale.ROOT), 0L);
        }
    }

    @Override
    public void accept(Event event) {
        kinds.merge(event.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT), 1L, Long::sum);
        users.add(event.by().user());
        devices.add(new Device(event.by().user(), event.by().install()));
        connections.add(event.by().connection());
        firstUs = firstUs < 0 ? event.atUs() : firstUs;
        lastUs = event.atUs();
        if (event instanceof Event.Sent sent) {
            users.add(sent.to());
            payloads.recordValue(sent.payload().length);
        } else if (event instanceof Event.Delivered delivered) {
            users.add(delivered.peer());
        }
    }

    /** Events by kind, all kinds. */
    Map<String, Long> kinds() {
        return kinds;
    }

    /** Who is named at all, connected or not. */
    long users() {
        return users.size();
    }

    long devices() {
        return devices.size();
    }

    long connections() {
        return connections.size();
    }

    double seconds() {
        return firstUs < 0 ? 0 : (lastUs - firstUs) / 1e6;
    }

    double payload(double percentile) {
        return payloads.getTotalCount() == 0 ? 0 : payloads.getValueAtPercentile(percentile);
    }
}
