package dev.carillon.simulator;

import dev.carillon.simulator.load.LiveView;
import dev.carillon.simulator.load.RunReport;
import dev.carillon.simulator.load.RunResult;
import dev.carillon.simulator.load.RunText;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.render.HtmlReport;
import dev.carillon.simulator.report.render.JUnitReport;
import dev.carillon.simulator.report.render.JsonReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where the result of a load run goes, beside the terminal. */
final class OutputOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write report.html, junit.xml and report.json into this folder.")
    private @Nullable Path folder;

    @Option(names = "--json", description = "Print the result as one JSON object on the last line.")
    private boolean json;

    /** Before anything starts. @return what is wrong, a sentence without its full stop; null if nothing */
    @Nullable
    String prepare() {
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return null;
        } catch (IOException e) {
            return "--out: " + folder + " cannot be made: " + e.getMessage() + ". Nothing was started";
        }
    }

    /** @param command how to do it again */
    void write(RunResult result, String command, LiveView view) throws IOException {
        if (folder != null) {
            Report report = RunReport.of(result, command);
            HtmlReport.write(report, folder.resolve("report.html"));
            JUnitReport.write(report, result.seconds(), folder.resolve("junit.xml"));
            JsonReport.write(report, folder.resolve("report.json"));
            view.line("The report is in " + folder.resolve("report.html"));
        }
        if (json) {
            view.line(RunText.json(result));
        }
    }
}
