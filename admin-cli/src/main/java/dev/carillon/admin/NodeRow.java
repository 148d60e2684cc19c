package dev.carillon.admin;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a node did since the last look. */
record NodeRow(
        String server,
        boolean up,
        int node,
        int leads,
        long sessions,
        long stored,
        long delivered,
        long syncs,
        long logBytes,
        long overlayBytes) {
    static final String HEADLINE = String.format(
            Locale.ROOT,
            "%-22s %5s %6s %9s %10s %12s %8s %10s %10s%n",
            "server",
            "node",
            "leads",
            "sessions",
            "stored/s",
            "delivered/s",
            "syncs/s",
            "log",
            "memory");

    static NodeRow silent(String server) {
        return new NodeRow(server, false, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    String line() {
        return up
                ? String.format(
                        Locale.ROOT,
                        "%-22s %5d %6d %,9d %,10d %,12d %,8d %10s %10s%n",
                        server,
                        node,
                        leads,
                        sessions,
                        stored,
                        delivered,
                        syncs,
                        Numbers.bytes(logBytes),
                        Numbers.bytes(overlayBytes))
                : String.format(Locale.ROOT, "%-22s does not answer%n", server);
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("server", server);
        facts.put("up", up);
        if (up) {
            facts.put("node", node);
            facts.put("leads", leads);
            facts.put("sessions", sessions);
            facts.put("stored_per_s", stored);
            facts.put("delivered_per_s", delivered);
            facts.put("syncs_per_s", syncs);
            facts.put("log_bytes", logBytes);
            facts.put("overlay_bytes", overlayBytes);
        }
        return facts;
    }
}
