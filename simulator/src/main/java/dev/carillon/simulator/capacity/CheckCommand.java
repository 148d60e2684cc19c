package dev.carillon.simulator.capacity;

import dev.carillon.simulator.bench.BenchRun;
import dev.carillon.simulator.bench.load.LoadException;
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
            "Compares what the model says of a small cluster's CPU with what three nodes on this machine use, under load of"
                    + " three sizes. Takes up to fifteen minutes; the machine should do nothing else.",
            "",
            "Its exit status is 1 if the model is further off than --tolerance at any size."
        },
        footer = {
            "",
            "Examples:",
            "  ./carillon sim capacity check",
            "  ./carillon sim capacity check --costs costs.json --pairs 10,100,400 --json"
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final int NODES = 3;
    private static final double MICROSECONDS = 1e6;
    private static final String FORMAT = "  %8s %14s %16s %16s %12s%n";

    @Option(
            names = "--pairs",
            paramLabel = "N,N,N",
            split = ",",
            description = "Senders, each with one message on its way (default: 10,50,200).")
    List<Integer> pairs = List.of(10, 50, 200);

    @Option(names = "--seconds", paramLabel = "S", description = "Length of a window (default: ${DEFAULT-VALUE}).")
    int seconds = 8;

    @Option(
            names = "--warm",
            paramLabel = "S|auto",
            description =
                    "Seconds of load before each is measured; auto: until the rate has stopped rising and the compilers of the nodes rest (default: ${DEFAULT-VALUE}).")
    String warm = "auto";

    @Option(
            names = "--tolerance",
            paramLabel = "SHARE",
            description = "How far off the model may be (default: ${DEFAULT-VALUE}).")
    String tolerance = "50%";

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
            LoadModel model = new LoadModel(known, new Layout(NODES, 1, 64, 30));
            double each = model.cpuPerMessage(1, NODES, NODES);
            System.out.printf(FORMAT, "pairs", "messages/s", "cores measured", "cores by model", "by measured");
            List<String> ratios = new ArrayList<>();
            boolean close = true;
            for (int count : pairs) {
                Figures figures = measured(count);
                double cores = figures.of("server_cores");
                double said = figures.of("rate") * each / MICROSECONDS
                        + NODES * known.cpu().idleNode() / MICROSECONDS;
                double ratio = said / cores;
                close &= Math.abs(ratio - 1) <= allowed;
                ratios.add(Words.format("%.3f", ratio));
                System.out.print(Words.format(
                        FORMAT,
                        count,
                        Words.format("%,.0f", figures.of("rate")),
                        Words.format("%.2f", cores),
                        Words.format("%.2f", said),
                        Words.format("%.2f", ratio)));
            }
            System.out.println(
                    close
                            ? "GREEN: the model is within " + Words.percent(allowed) + " at every size."
                            : "RED: the model is further off than " + Words.percent(allowed) + ".");
            if (json) {
                System.out.println(
                        new JsonLine().add("verdict", close ? "green" : "red").add("model_by_measured", ratios));
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

    private Figures measured(int count) throws InterruptedException {
        return new Figures(BenchRun.rows(
                "pairs",
                "--nodes=" + NODES,
                "--pairs=" + count,
                "--window=1",
                "--size=" + MeasuredCosts.PAIRS_SIZE,
                "--seconds=" + seconds,
                "--warm=" + warm,
                "--repeats=1"));
    }
}
