package dev.carillon.simulator.load;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.scenario.ScenarioException;
import dev.carillon.simulator.scenario.ScenarioFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Main of a generator in a process of its own: enrols its users, says so, waits for a file to be there, and runs. */
public final class GeneratorMain {
    private static final long LOOK_MS = 2;

    private GeneratorMain() {}

    /** What a process is told, in the order of {@link #main}'s arguments. */
    static List<String> arguments(GeneratorSetup setup, Path scenario, Path go, long enrolWithinMs) {
        List<String> servers = setup.servers().stream()
                .map(server -> server.host() + ":" + server.port())
                .toList();
        return List.of(
                scenario.toString(),
                go.toString(),
                Double.toString(setup.scenario().speed()),
                Long.toString(setup.scenario().seed()),
                Double.toString(setup.scenario().scale()),
                Integer.toString(setup.generator()),
                Integer.toString(setup.generators()),
                setup.tag(),
                setup.sabotage() == null ? "-" : setup.sabotage().name(),
                Long.toString(enrolWithinMs),
                setup.keyFile() == null ? "-" : setup.keyFile().toString(),
                String.join(",", servers));
    }

    /** @param args as {@link #arguments} makes them */
    public static void main(String[] args) throws IOException, ScenarioException, InterruptedException, LoadException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Scenario scenario = ScenarioFile.read(args[0], Files.readString(Path.of(args[0])))
                .atSpeed(Double.parseDouble(args[2]))
                .withSeed(Long.parseLong(args[3]))
                .scaled(Double.parseDouble(args[4]));
        List<ServerAddress> servers = new ArrayList<>();
        for (String server : args[11].split(",", -1)) {
            int colon = server.lastIndexOf(':');
            servers.add(new ServerAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
        }
        GeneratorSetup setup = new GeneratorSetup(
                scenario,
                Integer.parseInt(args[5]),
                Integer.parseInt(args[6]),
                args[7],
                servers,
                args[10].equals("-") ? null : Path.of(args[10]),
                args[8].equals("-") ? null : Sabotage.Kind.valueOf(args[8]));
        try (LocalGenerator generator =
                new LocalGenerator(setup, System::nanoTime, () -> Instant.now().getEpochSecond())) {
            out.println(Wire.line("ready", generator.enrol(Long.parseLong(args[9]))));
            while (!Files.exists(Path.of(args[1]))) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
            Account account = generator.run(tick -> out.println(Wire.tick(tick)));
            Wire.account(account).forEach(out::println);
        }
        // Threads of libraries may live on.
        System.exit(0);
    }
}
