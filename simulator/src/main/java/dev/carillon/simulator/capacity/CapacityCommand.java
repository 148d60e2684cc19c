package dev.carillon.simulator.capacity;

import dev.carillon.simulator.report.render.HtmlReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon sim capacity}. */
@Command(
        name = "capacity",
        description = {
            "Plans past this machine: how many nodes so many users need, what each node uses, what a death does to the"
                    + " others, and how long that is enough.",
            "",
            "A model carries over what messages and sessions cost where that was measured; its exit status is 0 if the"
                    + " cluster is enough, 1 if it is not."
        },
        footer = {
            "",
            "Examples:",
            "  ./carillon sim capacity --users 10M",
            "  ./carillon sim capacity --users 10M --online 20%% --messages-per-day 40 --payload 80 --node 8c/32G/1T/1Gbit",
            "  ./carillon sim capacity --users 100M --node 16c/64G/4T/10Gbit --zones 3 --html plan.html",
            "  ./carillon sim capacity --users 2M --nodes 3     # is this cluster enough?",
            "  ./carillon sim capacity measure --out costs.json && ./carillon sim capacity --costs costs.json"
        },
        subcommands = {MeasureCommand.class, CheckCommand.class},
        mixinStandardHelpOptions = true)
public final class CapacityCommand implements Callable<Integer> {
    @Mixin
    CapacityOptions options = new CapacityOptions();

    @Option(names = "--html", paramLabel = "FILE", description = "Write a report with plots.")
    @Nullable
    Path html;

    @Option(names = "--json", description = "Print one JSON object on the last line.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    CommandSpec spec;

    /** Made by picocli. */
    public CapacityCommand() {}

    @Override
    public Integer call() {
        try {
            Question question = new Question(
                    options.behaviour(),
                    options.layout(),
                    options.machine(),
                    options.node,
                    options.headRoom(),
                    options.copyBytesPerSecond(),
                    options.monthlyGrowth(),
                    options.costs());
            Planner planner = question.planner();
            Plan plan = options.nodes == 0
                    ? planner.smallest(question.behaviour())
                    : planner.at(question.behaviour(), options.nodes);
            System.out.print(new PlanWords(question, plan).text());
            if (html != null) {
                HtmlReport.write(new PlanReport(question, plan, commandLine()).report(), html);
                System.out.println("The report is in " + html + ".");
            }
            if (json) {
                System.out.println(new PlanJson(question, plan).line());
            }
            return plan.isFine() ? 0 : 1;
        } catch (PlanException e) {
            System.err.println("capacity: " + e.getMessage() + ". Nothing was done.");
            return 2;
        } catch (IOException e) {
            System.err.println("capacity: " + html + " cannot be written: " + e.getMessage());
            return 2;
        }
    }

    /** As it was typed, whichever command handed its words on to this one. */
    private String commandLine() {
        String words = String.join(" ", spec.commandLine().getParseResult().originalArgs());
        String own = "sim capacity ";
        return "./carillon " + (words.startsWith(own) ? "" : own) + words;
    }
}
