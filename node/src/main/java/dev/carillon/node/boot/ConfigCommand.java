package dev.carillon.node.boot;

import dev.carillon.node.config.Config;
import dev.carillon.node.config.ConfigBuilder;
import dev.carillon.node.config.Problem;
import dev.carillon.node.config.ReferenceFile;
import dev.carillon.node.config.Setting;
import dev.carillon.node.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code config}: check, show, show-default. */
@Command(
        name = "config",
        description = "Checks, shows and explains a node's configuration.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon config show-default > carillon.yaml",
            "  carillon config check carillon.yaml",
            "  carillon config show --config carillon.yaml --port 7500",
            "",
            "Precedence, lowest first: default, file, environment (CARILLON_...), flags.",
            "Exit codes: 0 fine, 2 something is wrong with the configuration or the command line."
        })
final class ConfigCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Say what to do: check, show or show-default.");
    }

    @Command(
            name = "check",
            description = "Checks a configuration file; names file, line, column, problem and the nearest valid key.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon config check carillon.yaml")
    int check(
            @Parameters(paramLabel = "FILE", description = "The file to check.") Path file,
            @Option(names = "--json", description = "Print the problems as JSON.") boolean json) {
        List<Problem> problems = new ConfigBuilder()
                .file(file.toString(), NodeOptions.read(file))
                .problems();
        if (json) {
            out().println(problems.stream().map(ConfigCommand::json).collect(Collectors.joining(",", "[", "]")));
        } else if (problems.isEmpty()) {
            out().println(file + ": fine");
        } else {
            problems.forEach(err()::println);
        }
        out().flush();
        return problems.isEmpty() ? ExitCode.OK : ExitCode.USAGE;
    }

    @Command(
            name = "show",
            description = "Prints every effective value and where it came from.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon config show --config carillon.yaml --json")
    int show(@Mixin NodeOptions options, @Option(names = "--json", description = "Print JSON.") boolean json) {
        Config config = options.config(System.getenv());
        if (json) {
            out().println(Settings.all().stream()
                    .map(setting -> json(setting, config.value(setting)))
                    .collect(Collectors.joining(",\n ", "{", "}")));
        } else {
            for (Setting setting : Settings.all()) {
                Config.Value value = config.value(setting);
                String text = value.text().isEmpty() ? "\"\"" : value.text();
                out().println(String.format("%-32s %-20s %s", setting.key(), text, value.source()));
            }
        }
        out().flush();
        return ExitCode.OK;
    }

    @Command(
            name = "show-default",
            description = "Prints the commented reference configuration.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon config show-default > carillon.yaml")
    int showDefault() {
        out().print(ReferenceFile.text());
        out().flush();
        return ExitCode.OK;
    }

    private static String json(Problem problem) {
        Map<String, @Nullable Object> fields = new java.util.LinkedHashMap<>();
        fields.put("source", problem.source());
        fields.put("line", problem.line());
        fields.put("column", problem.column());
        fields.put("problem", problem.text());
        fields.put("nearest", problem.nearest());
        return Json.object(fields);
    }

    private static String json(Setting setting, Config.Value value) {
        Map<String, @Nullable Object> fields = new java.util.LinkedHashMap<>();
        fields.put("value", value.text());
        fields.put("source", value.source());
        fields.put("environment", setting.environment());
        return Json.quote(setting.key()) + ":" + Json.object(fields);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
