package dev.carillon.simulator.scenario;

import java.util.List;
import java.util.Map;

/**
 * What a load run is to do. Durations are nanoseconds of the scenario, which passes {@code speed} times as fast as the run.
 *
 * @param name what people call it
 * @param about one sentence
 * @param seed of all that is drawn
 * @param speed seconds of the scenario in a second of the run
 * @param scale what the file's rates are multiplied with
 * @param poisson whether talks begin at random moments; otherwise evenly
 * @param patienceNs of the run: how long the end, or a barrier, may wait for what is pending
 * @param personas by name, in the file's order
 * @param networks by name
 * @param phases one after the other; at least one
 * @param faults done to a cluster of its own, in the file's order
 * @param thresholds what makes the run green
 */
public record Scenario(
        String name,
        String about,
        long seed,
        double speed,
        double scale,
        boolean poisson,
        long patienceNs,
        Map<String, Persona> personas,
        Map<String, NetworkQuality> networks,
        List<Phase> phases,
        List<PlannedFault> faults,
        List<Threshold> thresholds) {
    /** Users of all personas together. */
    public static final int USERS_MAX = 5_000;

    /** Messages of one run, so that a wrong rate cannot eat the memory. */
    public static final int MESSAGES_MAX = 1_000_000;

    /** Users of all personas. */
    public int users() {
        return personas.values().stream().mapToInt(Persona::users).sum();
    }

    /** How long all phases take in the run, without what barriers wait. */
    public long runNs() {
        return (long) (phases.stream().mapToLong(Phase::lengthNs).sum() / speed);
    }

    /** How many messages the phases ask for. */
    public double messages() {
        return phases.stream().mapToDouble(phase -> phase.messages(speed)).sum();
    }

    /** The same with another speed. */
    public Scenario atSpeed(double newSpeed) {
        return with(seed, newSpeed, scale, phases);
    }

    /** The same with another seed. */
    public Scenario withSeed(long newSeed) {
        return with(newSeed, speed, scale, phases);
    }

    /** The same with so many times as many messages. */
    public Scenario scaled(double factor) {
        return with(
                seed,
                speed,
                scale * factor,
                phases.stream().map(phase -> phase.scaled(factor)).toList());
    }

    private Scenario with(long newSeed, double newSpeed, double newScale, List<Phase> newPhases) {
        return new Scenario(
                name,
                about,
                newSeed,
                newSpeed,
                newScale,
                poisson,
                patienceNs,
                personas,
                networks,
                newPhases,
                faults,
                thresholds);
    }
}
