package dev.carillon.simulator;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.simulator.scenario.Persona;
import dev.carillon.simulator.scenario.PlannedFault;
import dev.carillon.simulator.scenario.Scenario;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a load run makes sense, before anything starts.
 *
 * @param nodes that can be hurt; 0 where none can
 * @param speed asked for instead of the file's; null for the file's
 * @param scale of the file's rates
 */
record RunChecks(
        TargetOptions target,
        int nodes,
        int generators,
        @Nullable Double speed,
        double scale) {
    private static final int NODES_MAX = 9;
    private static final int GENERATORS_MAX = 16;
    private static final double FACTOR_MAX = 1e6;

    /** The first thing that is wrong, a sentence without its full stop; null if nothing is. */
    @Nullable
    String wrong(Scenario scenario, List<PlannedFault> faults) {
        if (target.isItsOwn() && nodes != 1 && (nodes < 3 || nodes > NODES_MAX)) {
            return "--nodes must be 1, or 3 to " + NODES_MAX + ", not " + nodes;
        }
        if (generators < 1 || generators > GENERATORS_MAX) {
            return "--generators must be 1 to " + GENERATORS_MAX + ", not " + generators;
        }
        if (speed != null && !(speed > 0 && speed <= FACTOR_MAX)) {
            return "--speed must be above 0 and at most 1000000, not " + speed;
        }
        if (!(scale > 0 && scale <= FACTOR_MAX)) {
            return "--scale must be above 0 and at most 1000000, not " + scale;
        }
        if (scenario.messages() > Scenario.MESSAGES_MAX) {
            return "at this speed and scale the scenario has " + Math.round(scenario.messages())
                    + " messages; a run may have " + Scenario.MESSAGES_MAX;
        }
        for (Map.Entry<String, Persona> each : scenario.personas().entrySet()) {
            if (each.getValue().users() < generators) {
                return "--generators " + generators + " needs as many of each persona, as every generator's users write"
                        + " among themselves; of " + each.getKey() + " there are fewer";
            }
        }
        boolean weak = scenario.personas().values().stream().anyMatch(each -> each.network() != null);
        if (weak && !target.servers.stream().allMatch(RunChecks::isHere)) {
            return "weak networks need nodes on this machine, as they are made by proxies on it";
        }
        for (PlannedFault fault : faults) {
            String wrong = wrong(fault, scenario, faults);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private static boolean isHere(ServerAddress server) {
        return server.host().equals("127.0.0.1") || server.host().equals("localhost");
    }

    private @Nullable String wrong(PlannedFault fault, Scenario scenario, List<PlannedFault> all) {
        String at = "line " + fault.line() + ": ";
        if (!target.servers.isEmpty()) {
            return at + "a " + fault.kind()
                    + " needs more of a node than its address; leave out the faults, or --server, or say"
                    + " --cluster DIR for a cluster that 'carillon cluster start --data DIR' started";
        }
        if (target.cluster != null && fault.kind().needsOwnNodes()) {
            return at + "a " + fault.kind()
                    + " needs nodes that the run starts itself, as it has to stand between them or before"
                    + " their disk; leave out --cluster, or this fault";
        }
        long joins = all.stream()
                .filter(each -> each.kind() == PlannedFault.Kind.JOIN)
                .count();
        if (fault.node() > nodes + joins) {
            return at + "there is no node " + fault.node() + " for the " + fault.kind();
        }
        if (fault.kind() == PlannedFault.Kind.JOIN && nodes + joins > NODES_MAX) {
            return at + "a cluster has at most " + NODES_MAX + " nodes here, and no other can join " + nodes;
        }
        if (fault.atNs() + fault.forNs() > scenario.runNs()) {
            return at + "the " + fault.kind() + " would end after the last phase, which ends "
                    + scenario.runNs() / 1_000_000_000L + " s after the beginning";
        }
        if (fault.kind() == PlannedFault.Kind.DRAIN && nodes + joins <= 3) {
            return at
                    + "of three nodes none can be drained, as each message is on three; say --nodes 4, or let one join";
        }
        if (nodes + joins == 1 && (fault.kind() == PlannedFault.Kind.CUT || fault.kind() == PlannedFault.Kind.SLOW)) {
            return at + "one node has no links to others; say --nodes 3";
        }
        return null;
    }
}
