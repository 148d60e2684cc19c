package dev.carillon.simulator;

import dev.carillon.simulator.scenario.PlannedFault;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.scenario.ScenarioException;
import dev.carillon.simulator.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What a load run is to do: the scenario, what is asked for instead of what it says, and the harm meanwhile. */
final class ScenarioOptions {
    @Parameters(
            paramLabel = "SCENARIO",
            description = "A file, or the name of a scenario that is here: 'sim scenario list'.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls.
    private String name;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "Seconds of the scenario in a second of the run, instead of the file's.")
    @Nullable
    Double speed;

    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "So many times as many messages per second as the scenario says (1).")
    double scale;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all that is drawn, instead of the file's.")
    private @Nullable Integer seed;

    @Option(
            names = "--chaos",
            paramLabel = "FILE",
            description =
                    "What is done meanwhile to its own cluster, or to that of --cluster: 'faults' as in a scenario, at"
                            + " times of the run.")
    private @Nullable Path chaosFile;

    /** The scenario's file, as it is. */
    String text(CommandLine command) {
        return ScenarioCommand.read(name, command);
    }

    Scenario scenario(CommandLine command) {
        try {
            Scenario read = ScenarioFile.read(name, text(command));
            Scenario paced = speed == null ? read : read.atSpeed(speed);
            return (seed == null ? paced : paced.withSeed(seed)).scaled(scale);
        } catch (ScenarioException e) {
            throw wrong(e, command);
        }
    }

    /** The scenario's, and those of the file beside it; in the time of the run. */
    List<PlannedFault> faults(Scenario scenario, CommandLine command) {
        List<PlannedFault> faults = new ArrayList<>();
        scenario.faults().forEach(fault -> faults.add(fault.atSpeed(scenario.speed())));
        if (chaosFile != null) {
            String file = chaosFile.toString();
            try {
                faults.addAll(ScenarioFile.readFaults(
                        file, ScenarioCommand.readFile(file, command, "It has a list 'faults', as a scenario has.")));
            } catch (ScenarioException e) {
                throw wrong(e, command);
            }
        }
        return faults;
    }

    private static ParameterException wrong(ScenarioException e, CommandLine command) {
        return new ParameterException(command, e.getMessage() + "\nNothing was started.");
    }
}
