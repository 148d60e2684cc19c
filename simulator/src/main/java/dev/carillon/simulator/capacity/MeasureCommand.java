package dev.carillon.simulator.capacity;

import dev.carillon.simulator.bench.BenchRun;
import dev.carillon.simulator.bench.ClusterLoads;
import dev.carillon.simulator.bench.StoredBytes;
import dev.carillon.simulator.bench.load.LoadException;
import dev.carillon.simulator.capacity.fit.LoadPoint;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.report.JsonLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon sim capacity measure}. */
@Command(
        name = "measure",
        description = {
            "Measures on this machine what passes, messages, replicas and sessions cost, with light, middle and heavy load on"
                    + " clusters of one and three nodes, and writes a file for --costs. Takes some ten minutes.",
            "",
            "The machine should do nothing else. Traffic between nodes is counted on the loopback, with everyone's."
        },
        footer = {"", "Examples:", "  ./carillon sim capacity measure --out costs.json"},
        mixinStandardHelpOptions = true)
final class MeasureCommand implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write; a new one.")
    Path out = Path.of("costs.json");

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of each measured window of load (default: ${DEFAULT-VALUE}).")
    int seconds = 6;

    @Option(
            names = "--warm",
            paramLabel = "S",
            description = "Seconds of load before each cluster's first window (default: ${DEFAULT-VALUE}).")
    int warm = 40;

    @Option(names = "--json", description = "Print one JSON object at the end.")
    boolean json;

    private static final int FULL_PAIRS = 200;
    private static final int FULL_WINDOW = 16;
    private static final int AWAY_WARM_SECONDS = 15;

    private final Clock clock = Clock.systemDefaultZone();

    @Override
    public Integer call() throws InterruptedException {
        if (Files.exists(out)) {
            System.err.println("capacity: " + out + " exists and was left as it is; name another file with --out.");
            return 2;
        }
        try {
            Costs costs = measured();
            Files.writeString(out, CostsFile.text(costs));
            System.out.println("Costs are in " + out + "; plan with them: ./carillon sim capacity --costs " + out);
            if (json) {
                System.out.println(new JsonLine().add("file", out.toString()));
            }
            return 0;
        } catch (LoadException | PlanException e) {
            System.err.println("capacity: " + e.getMessage() + ". Nothing was written.");
            return 1;
        } catch (IOException e) {
            System.err.println("capacity: " + out + " cannot be written: " + e.getMessage());
            return 2;
        }
    }

    private Costs measured() throws InterruptedException {
        List<LoadPoint> points = new ArrayList<>();
        for (LoadStage stage : stages()) {
            points.addAll(stage.measure());
        }
        Figures away = new Figures(BenchRun.rows("offline", "--repeats=1", "--warm=" + AWAY_WARM_SECONDS));
        Figures silent = new Figures(BenchRun.rows(
                "idle",
                "--levels=" + MeasuredCosts.LEVEL_LOW + "," + MeasuredCosts.LEVEL_HIGH,
                "--settle=" + MeasuredCosts.SILENT_SECONDS));
        Figures wire = new Figures(BenchRun.rows("wire", "--size=" + MeasuredCosts.WIRE_SIZE));
        return new MeasuredCosts(
                        points, away, silent, wire, stored(MeasuredCosts.EACH_FEW), stored(MeasuredCosts.EACH_MANY))
                .costs(provenance(points));
    }

    /**
     * The heaviest first, which warms up. Light, middle and heavy tell passes from messages; replicas, nodes and partitions
     * vary one at a time.
     */
    private List<LoadStage> stages() {
        ClusterLoads.Load full = LoadStage.full(FULL_PAIRS, FULL_WINDOW, warm, seconds);
        return List.of(
                stage(3, 64, 3, full, at(6000), at(1200), at(150)),
                stage(3, 256, 3, full, at(4000), at(1200)),
                stage(3, 64, 1, full, at(9000), at(3000), at(150)),
                stage(1, 64, 1, full, at(6000), at(600)));
    }

    private static LoadStage stage(int nodes, int partitions, int replicas, ClusterLoads.Load... loads) {
        return new LoadStage(new LocalCluster.Shape(nodes, partitions, replicas), List.of(loads));
    }

    private ClusterLoads.Load at(int rate) {
        return LoadStage.at(rate, FULL_PAIRS, seconds);
    }

    private static StoredBytes.Folder stored(int each) throws InterruptedException {
        return StoredBytes.with(MeasuredCosts.RECEIVERS, each, MeasuredCosts.RECEIVERS / 64, MeasuredCosts.STORED_SIZE);
    }

    private Map<String, String> provenance(List<LoadPoint> points) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("measured", LocalDate.now(clock).toString());
        facts.put("command", "./carillon sim capacity measure --seconds " + seconds + " --warm " + warm);
        facts.put(
                "machine",
                System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors()
                        + " cores shared by nodes and load client, Linux " + System.getProperty("os.version") + ", JDK "
                        + System.getProperty("java.version"));
        facts.put("durability", "sync: an ack means on a majority's disks");
        facts.put(
                "load",
                points.stream()
                        .map(point -> Words.format(
                                "%d nodes × %d replicas × %d partitions: %,.0f/s, %.2f cores",
                                point.cluster().nodes(),
                                point.cluster().replicas(),
                                point.cluster().partitions(),
                                point.messages(),
                                point.cores()))
                        .collect(Collectors.joining("; ")));
        facts.put("packets", "66 bytes of Ethernet, IPv4 and TCP headers for each frame to or from a client");
        return facts;
    }
}
