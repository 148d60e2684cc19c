package dev.carillon.simulator.capacity;

import dev.carillon.simulator.bench.BenchRun;
import dev.carillon.simulator.bench.StoredBytes;
import dev.carillon.simulator.bench.load.LoadException;
import dev.carillon.simulator.report.JsonLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon sim capacity measure}. */
@Command(
        name = "measure",
        description = {
            "Measures on this machine what messages and sessions cost, with short runs on one, two and three nodes, and"
                    + " writes a file for --costs. Takes up to twenty minutes.",
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
            paramLabel = "S|auto",
            description =
                    "Seconds of load before each is measured; auto: until the rate has stopped rising and the compilers of the nodes rest (default: ${DEFAULT-VALUE}).")
    String warm = "auto";

    @Option(names = "--json", description = "Print one JSON object at the end.")
    boolean json;

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
        Figures one = pairs(1);
        Figures two = pairs(2);
        Figures three = pairs(3);
        Figures away =
                new Figures(BenchRun.rows("offline", "--repeats=1", "--warm=" + (warm.equals("auto") ? "20" : warm)));
        Figures silent = new Figures(BenchRun.rows(
                "idle", "--levels=" + MeasuredCosts.LEVEL_LOW + "," + MeasuredCosts.LEVEL_HIGH, "--settle=15"));
        Figures wire = new Figures(BenchRun.rows("wire", "--size=" + MeasuredCosts.WIRE_SIZE));
        return new MeasuredCosts(
                        one,
                        two,
                        three,
                        away,
                        silent,
                        wire,
                        stored(MeasuredCosts.EACH_FEW),
                        stored(MeasuredCosts.EACH_MANY))
                .costs(provenance(one, three));
    }

    private Figures pairs(int nodes) throws InterruptedException {
        return new Figures(BenchRun.rows(
                "pairs",
                "--nodes=" + nodes,
                "--size=" + MeasuredCosts.PAIRS_SIZE,
                "--seconds=" + seconds,
                "--warm=" + warm,
                "--repeats=3"));
    }

    private static StoredBytes.Folder stored(int each) throws InterruptedException {
        return StoredBytes.with(MeasuredCosts.RECEIVERS, each, MeasuredCosts.RECEIVERS / 64, MeasuredCosts.STORED_SIZE);
    }

    private Map<String, String> provenance(Figures one, Figures three) {
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
                String.format(
                        Locale.ROOT,
                        "as fast as it went: %,.0f messages/s on one node, %,.0f on three; others used %.2f cores meanwhile",
                        one.of("rate"),
                        three.of("rate"),
                        Math.max(one.of("other_cores"), three.of("other_cores"))));
        facts.put("packets", "66 bytes of Ethernet, IPv4 and TCP headers for each frame to or from a client");
        return facts;
    }
}
