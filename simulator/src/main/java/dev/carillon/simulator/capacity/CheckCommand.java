package dev.carillon.simulator.capacity;

import dev.carillon.simulator.bench.ClusterLoads;
import dev.carillon.simulator.bench.load.LoadException;
import dev.carillon.simulator.capacity.fit.LoadPoint;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.report.JsonLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon sim capacity check}. */
@Command(
        name = "check",
        description = {
            "Compares what the model says of small clusters with what nodes on this machine use, under load of three sizes."
                    + " Takes some five minutes; the machine should do nothing else.",
            "",
            "These are other loads than those that costs are measured under. Its exit status is 1 if anything that a plan asks"
                    + " for is further off than --tolerance. Passes and syncs only tell how the model comes to that: how many there"
                    + " are hangs on how fast the machine is at the moment."
        },
        footer = {
            "",
            "Examples:",
            "  ./carillon sim capacity check",
            "  ./carillon sim capacity check --costs costs.json --nodes 3 --rates 100,1000,5000 --json"
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final String FORMAT = "  %5s %6s %11s   %-14s %10s %10s %8s  %s%n";
    private static final int FULL_PAIRS = 200;
    private static final int FULL_WINDOW = 16;
    private static final int PAIRS_MIN = 50;
    private static final int PAIRS_MAX = 500;
    private static final double PAIR_RATE = 6;
    private static final int NODES_MAX = 9;

    @Option(
            names = "--nodes",
            paramLabel = "N,N",
            split = ",",
            description = "Clusters of so many nodes, one after the other (default: 3,5).")
    List<Integer> nodes = List.of(3, 5);

    @Option(
            names = "--rates",
            paramLabel = "N,N,N",
            split = ",",
            description =
                    "Messages per second, at random times; the last should leave some of this machine free (default: 300,2000,5000).")
    List<Integer> rates = List.of(300, 2000, 5000);

    @Option(names = "--seconds", paramLabel = "S", description = "Length of a window (default: ${DEFAULT-VALUE}).")
    int seconds = 8;

    @Option(
            names = "--warm",
            paramLabel = "S",
            description = "Seconds of load before a cluster's first window (default: ${DEFAULT-VALUE}).")
    int warm = 40;

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            description = "How far off the model may be (default: ${DEFAULT-VALUE}).")
    String tolerance = "30%";

    @Option(names = "--costs", paramLabel = "FILE", description = "As of 'sim capacity'.")
    @Nullable
    Path costs;

    @Option(names = "--json", description = "Print one JSON object on the last line.")
    boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try {
            double allowed = Quantity.share("--tolerance", tolerance);
            Costs known = costs == null ? CostsFile.standard() : CostsFile.read(costs);
            List<LoadStage> stages = stages();
            System.out.printf(
                    FORMAT,
                    "nodes",
                    "users",
                    "messages/s",
                    "",
                    "measured",
                    "by model",
                    "error",
                    "within " + Words.percent(allowed));
            List<Comparison> all = new ArrayList<>();
            for (LoadStage stage : stages) {
                // The one as fast as it goes warms up.
                for (LoadPoint point :
                        stage.measure().stream().filter(LoadPoint::random).toList()) {
                    Comparison comparison = Comparison.of(known, point);
                    all.add(comparison);
                    print(comparison, allowed);
                }
            }
            if (all.isEmpty()) {
                throw new LoadException(
                        "this machine was busy with something else in every window; nothing was compared");
            }
            boolean close = all.stream().allMatch(each -> each.isWithin(allowed));
            System.out.println(
                    close
                            ? "GREEN: the model is within " + Words.percent(allowed) + " everywhere."
                            : "RED: the model is further off than " + Words.percent(allowed) + " somewhere.");
            if (json) {
                System.out.println(jsonLine(all, close, allowed));
            }
            return close ? 0 : 1;
        } catch (PlanException e) {
            System.err.println("capacity: " + e.getMessage() + ". Nothing was measured.");
            return 2;
        } catch (LoadException e) {
            System.err.println("capacity: " + e.getMessage() + ".");
            return 1;
        }
    }

    private List<LoadStage> stages() {
        List<LoadStage> stages = new ArrayList<>();
        for (int count : nodes) {
            if (count < 1 || count > NODES_MAX) {
                throw new PlanException("--nodes are 1 to " + NODES_MAX + "; one is " + count);
            }
            List<ClusterLoads.Load> loads = new ArrayList<>();
            loads.add(LoadStage.full(FULL_PAIRS, FULL_WINDOW, warm, 1));
            for (int rate : rates) {
                if (rate < 1) {
                    throw new PlanException("--rates are at least 1; one is " + rate);
                }
                int pairs = (int) Math.max(PAIRS_MIN, Math.min(PAIRS_MAX, rate / PAIR_RATE));
                loads.add(LoadStage.at(rate, pairs, seconds));
            }
            stages.add(new LoadStage(LocalCluster.Shape.of(count), loads));
        }
        return stages;
    }

    private static void print(Comparison comparison, double allowed) {
        LoadPoint point = comparison.point();
        for (Comparison.Figure figure : comparison.figures()) {
            System.out.print(Words.format(
                    FORMAT,
                    point.cluster().nodes(),
                    point.sessions(),
                    Words.format("%,.0f", point.messages()),
                    figure.name(),
                    Words.format("%,.2f", figure.measured()),
                    Words.format("%,.2f", figure.predicted()),
                    Words.format("%+.0f %%", figure.error() * 100),
                    word(figure, allowed)));
        }
    }

    private static String word(Comparison.Figure figure, double allowed) {
        if (!figure.asked()) {
            return "not judged";
        }
        return figure.isWithin(allowed) ? "yes" : "NO";
    }

    private static JsonLine jsonLine(List<Comparison> all, boolean close, double allowed) {
        List<JsonLine> lines = new ArrayList<>();
        for (Comparison comparison : all) {
            for (Comparison.Figure figure : comparison.figures()) {
                lines.add(new JsonLine()
                        .add("nodes", comparison.point().cluster().nodes())
                        .add("users", comparison.point().sessions())
                        .add("messages_per_second", comparison.point().messages())
                        .add("figure", figure.name())
                        .add("measured", figure.measured())
                        .add("by_model", figure.predicted())
                        .add("error", figure.error())
                        .add("judged", figure.asked())
                        .add("within", figure.isWithin(allowed)));
            }
        }
        return new JsonLine()
                .add("verdict", close ? "green" : "red")
                .add("tolerance", allowed)
                .addAll("figures", lines);
    }
}
