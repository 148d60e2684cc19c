package dev.carillon.simulator.load;

import dev.carillon.client.runtime.ServerAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What nodes say of themselves at {@code /metrics}, wherever they are. */
public final class MetricsUsage implements NodeUsage {
    private static final Duration WITHIN = Duration.ofMillis(800);
    private static final int ATTEMPTS = 10;
    private static final long BETWEEN_MS = 200;
    private static final String CPU = "process_cpu_time_ns_total ";
    private static final String MEMORY = "process_resident_memory_bytes ";
    private static final String STARTED = "process_start_time_seconds ";

    private final List<URI> pages;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(WITHIN).build();

    /** @param nodes where each answers HTTP; the first is called node 1 */
    public MetricsUsage(List<ServerAddress> nodes) {
        this.pages = nodes.stream()
                .map(node -> URI.create("http://" + node.host() + ":" + node.port() + "/metrics"))
                .toList();
    }

    @Override
    public Map<Integer, Usage> look() {
        List<CompletableFuture<@Nullable Usage>> asked = new ArrayList<>();
        for (URI page : pages) {
            HttpRequest request = HttpRequest.newBuilder(page).timeout(WITHIN).build();
            asked.add(client.sendAsync(request, BodyHandlers.ofString())
                    .thenApply(HttpResponse::body)
                    .thenApply(MetricsUsage::read)
                    .exceptionally(unseen -> null));
        }
        Map<Integer, Usage> all = new TreeMap<>();
        for (int i = 0; i < asked.size(); i++) {
            Usage usage = asked.get(i).join();
            if (usage != null) {
                all.put(i + 1, usage);
            }
        }
        return all;
    }

    /**
     * Waits until all pages answer like a node's, which takes longer the first time.
     *
     * @return those that do not
     */
    public List<URI> unseen() throws InterruptedException {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < ATTEMPTS && seen.size() < pages.size(); i++) {
            if (i > 0) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MS);
            }
            seen.addAll(look().keySet());
        }
        return IntStream.rangeClosed(1, pages.size())
                .filter(number -> !seen.contains(number))
                .mapToObj(number -> pages.get(number - 1))
                .toList();
    }

    /** Null if it is no node's page. */
    static @Nullable Usage read(String page) {
        double cpu = figure(page, CPU);
        return Double.isNaN(cpu) ? null : new Usage(Math.round(figure(page, STARTED)), cpu / 1e9, figure(page, MEMORY));
    }

    private static double figure(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length())))
                .orElse(Double.NaN);
    }
}
