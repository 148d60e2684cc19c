package dev.carillon.simulator.load;

import dev.carillon.simulator.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A generator in a process of its own, which ends with this one. One thread. */
final class GeneratorProcess implements Worker {
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseParallelGC", "-Xmx1g");

    private final int number;
    private final Process process;
    private final BufferedReader lines;
    private final Path errors;
    private final Path go;

    private GeneratorProcess(int number, Process process, Path errors, Path go) {
        this.number = number;
        this.process = process;
        this.lines = process.inputReader();
        this.errors = errors;
        this.go = go;
    }

    /**
     * Starts it; its users come online.
     *
     * @param folder an existing one for the files between the two
     * @param scenario the scenario's text, in a file
     */
    static GeneratorProcess start(GeneratorSetup setup, Path folder, Path scenario, long enrolWithinMs)
            throws LoadException {
        Path errors = folder.resolve("generator-" + setup.generator() + ".log");
        Path go = folder.resolve("go-" + setup.generator());
        List<String> command = JavaCommand.of(
                GeneratorMain.class.getName(),
                JVM_OPTIONS,
                GeneratorMain.arguments(setup, scenario, go, enrolWithinMs));
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            return new GeneratorProcess(setup.generator(), process, errors, go);
        } catch (IOException e) {
            throw new LoadException("A generator's process could not be started: " + e.getMessage());
        }
    }

    private String[] next() throws LoadException {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = Wire.fields(line);
                if (fields != null) {
                    return fields;
                }
            }
            List<String> said = Files.readAllLines(errors);
            throw new LoadException("Generator " + number + " ended before its time"
                    + (said.isEmpty() ? "." : ": " + said.get(said.size() - 1)));
        } catch (IOException e) {
            throw new LoadException("Generator " + number + " cannot be heard: " + e.getMessage());
        }
    }

    @Override
    public boolean enrol(long withinMs) throws LoadException {
        String[] said = next();
        return said[0].equals("ready") && Boolean.parseBoolean(said[1]);
    }

    @Override
    public Account run(Consumer<Tick> ticks) throws LoadException {
        try {
            Files.createFile(go);
        } catch (IOException e) {
            throw new LoadException("Generator " + number + " cannot be told to begin: " + e.getMessage());
        }
        Wire.AccountReader reader = new Wire.AccountReader();
        while (true) {
            String[] said = next();
            if (said[0].equals("tick")) {
                ticks.accept(Wire.tick(said));
            } else {
                Account account = reader.take(said);
                if (account != null) {
                    return account;
                }
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
