package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.scenario.Scenario;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came of a load run; all that a report tells is here.
 *
 * @param target where the load went, for people
 * @param generators processes that made it
 * @param seconds from the first message to the verdict
 * @param timeline every second of the load, and of the waiting after it
 * @param whole all messages
 * @param phases in order
 * @param promises in order
 * @param thresholds in the file's order
 * @param faults in the plan's order
 * @param nodes what they used; empty where their processes are not ours
 * @param warnings why figures may say more of the generator than of the nodes
 * @param messages what became of all of them, by words
 */
public record RunResult(
        Scenario scenario,
        String target,
        int generators,
        double seconds,
        List<Second> timeline,
        PhaseFigures whole,
        List<PhaseFigures> phases,
        List<PromiseResult> promises,
        List<ThresholdResult> thresholds,
        List<FaultMark> faults,
        List<NodeSample> nodes,
        List<String> warnings,
        Messages messages) {
    /** What became of the messages. */
    public record Messages(
            long rows,
            long acked,
            long refused,
            long delivered,
            long lost,
            long duplicated,
            long outOfOrder,
            long invented,
            long unsettled) {}

    /** Why it is red, a sentence each; empty if it is green. */
    public List<String> reasons() {
        return Stream.of(
                        promises.stream()
                                .filter(PromiseResult::isBroken)
                                .map(promise -> promise.name() + " is broken: " + promise.words() + "."),
                        thresholds.stream()
                                .filter(threshold -> !threshold.holds())
                                .map(threshold -> "The threshold '" + threshold.text() + "' is not kept: it was "
                                        + threshold.figure() + "."),
                        faults.stream()
                                .filter(fault -> !fault.happened())
                                .map(fault -> "The " + fault.kind() + " at " + Math.round(fault.fromSeconds())
                                        + " s failed: " + fault.words().replaceFirst("\\.$", "") + "."),
                        messages.acked() > 0 || messages.rows() == 0
                                ? Stream.<String>empty()
                                : Stream.of("Nothing was acked."))
                .flatMap(reasons -> reasons)
                .toList();
    }

    /** What came of it, in a sentence. */
    public String summary() {
        if (isGreen()) {
            return "Every promise that was looked at held, and every threshold was kept.";
        }
        boolean broken = promises.stream().anyMatch(PromiseResult::isBroken);
        return broken
                ? "A promise to users was broken."
                : "Every promise to users that was looked at held, but not all was as it should be.";
    }

    public boolean isGreen() {
        return reasons().isEmpty();
    }
}
