package dev.carillon.simulator;

import dev.carillon.node.config.Problem;
import dev.carillon.simulator.report.JsonLine;
import dev.carillon.simulator.scenario.Presets;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.scenario.ScenarioException;
import dev.carillon.simulator.scenario.ScenarioFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon sim scenario}: check, list, show, schema. */
@Command(
        name = "scenario",
        mixinStandardHelpOptions = true,
        description = "Checks load scenarios, and shows those that come with Carillon.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon sim scenario list",
            "  ./carillon sim scenario show chat-day > mine.yaml",
            "  ./carillon sim scenario schema > scenario.schema.json   for the editor, which finds it by mine.yaml's first line",
            "  ./carillon sim scenario check mine.yaml",
            "",
            "Exit status: 0 fine, 2 something is wrong with the file or the command line."
        })
final class ScenarioCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say what to do: check, list, show or schema.");
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Names everything that is wrong with a scenario file: line, column, and the nearest key.",
            footerHeading = "%nExample:%n",
            footer = "  ./carillon sim scenario check mine.yaml")
    int check(
            @Parameters(paramLabel = "FILE", description = "The file, or the name of a scenario that is here.")
                    String file,
            @Option(names = "--json", description = "Print the problems as one JSON object on the last line.")
                    boolean json) {
        List<Problem> problems = List.of();
        Scenario scenario = null;
        try {
            scenario = ScenarioFile.read(file, read(file, spec.commandLine()));
        } catch (ScenarioException e) {
            problems = e.problems();
        }
        problems.forEach(err()::println);
        err().flush();
        if (json) {
            out().println(new JsonLine()
                    .add("file", file)
                    .add("problems", problems.stream().map(Problem::toString).toList()));
        } else if (scenario != null) {
            out().println(file + ": fine; " + inShort(scenario));
        }
        out().flush();
        return problems.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the scenarios that come with Carillon.",
            footerHeading = "%nExample:%n",
            footer = "  ./carillon sim scenario list")
    int list() throws ScenarioException {
        for (String name : Presets.NAMES) {
            Scenario scenario = ScenarioFile.read(name, Presets.text(name));
            out().println(String.format("%-16s %s", name, scenario.about()));
            out().println(String.format("%-16s %s", "", inShort(scenario)));
        }
        out().flush();
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints a scenario that comes with Carillon, as a file to change.",
            footerHeading = "%nExample:%n",
            footer = "  ./carillon sim scenario show commute > mine.yaml")
    int show(@Parameters(paramLabel = "NAME", description = "One of those that 'list' names.") String name) {
        if (!Presets.NAMES.contains(name)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no scenario '" + name + "' here, only " + String.join(", ", Presets.NAMES) + ".");
        }
        out().print(Presets.text(name));
        out().flush();
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            description = "Prints the JSON schema of scenario files, from which editors complete and explain keys.",
            footerHeading = "%nExample:%n",
            footer = "  ./carillon sim scenario schema > scenario.schema.json")
    int schema() {
        out().print(Presets.schema());
        out().flush();
        return CommandLine.ExitCode.OK;
    }

    private static String inShort(Scenario scenario) {
        return String.format(
                Locale.ROOT,
                "%,d users, about %,.0f messages in %.0f s, %d thresholds",
                scenario.users(),
                scenario.messages(),
                scenario.runNs() / 1e9,
                scenario.thresholds().size());
    }

    /** The text of a scenario by the name of a preset or a file. */
    static String read(String name, CommandLine command) {
        if (Presets.NAMES.contains(name)) {
            return Presets.text(name);
        }
        return readFile(name, command, "Scenarios that are here: " + String.join(", ", Presets.NAMES) + ".");
    }

    /** @param orElse what else could have been said */
    static String readFile(String name, CommandLine command, String orElse) {
        try {
            return Files.readString(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new ParameterException(command, "There is no file " + name + ". " + orElse);
        } catch (MalformedInputException e) {
            throw new ParameterException(command, name + " is not UTF-8 text. Nothing was started.");
        } catch (IOException e) {
            throw new ParameterException(
                    command, name + " cannot be read: " + e.getMessage() + ". Nothing was started.");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
