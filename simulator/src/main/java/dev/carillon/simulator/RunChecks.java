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
 * @param nodes of its own cluster
 * @param speed asked for instead of the file's; null for the file's
 * @param servers given ones; none for a cluster of its own
 * @param keepsData whether a folder for the data of its own nodes was named
 */
record RunChecks(int nodes, int generators, @Nullable Double speed, List<ServerAddress> servers, boolean keepsData) {
    private static final int NODES_MAX = 9;
    private static final int GENERATORS_MAX = 16;
    private static final double SPEED_MAX = 1e6;

    /** The first thing that is wrong, a sentence without its full stop; null if nothing is. */
    @Nullable
    String wrong(Scenario scenario, List<PlannedFault> faults) {
        if (nodes != 1 && (nodes < 3 || nodes > NODES_MAX)) {
            return "--nodes must be 1, or 3 to " + NODES_MAX + ", not " + nodes;
        }
        if (generators < 1 || generators > GENERATORS_MAX) {
            return "--generators must be 1 to " + GENERATORS_MAX + ", not " + generators;
        }
        if (speed != null && !(speed > 0 && speed <= SPEED_MAX)) {
            return "--speed must be above 0 and at most 1000000, not " + speed;
        }
        if (scenario.messages() > Scenario.MESSAGES_MAX) {
            return "at this speed the scenario has " + Math.round(scenario.messages()) + " messages; a run may have "
                    + Scenario.MESSAGES_MAX;
        }
        for (Map.Entry<String, Persona> each : scenario.personas().entrySet()) {
            if (each.getValue().users() < generators) {
                return "--generators " + generators + " needs as many of each persona, as every generator's users write"
                        + " among themselves; of " + each.getKey() + " there are fewer";
            }
        }
        if (!servers.isEmpty() && !faults.isEmpty()) {
            return "faults can only be done to a cluster that the run starts itself; leave out --server, or the faults";
        }
        if (!servers.isEmpty() && keepsData) {
            return "--data is for nodes of its own and does not go with --server";
        }
        boolean weak = scenario.personas().values().stream().anyMatch(each -> each.network() != null);
        if (weak && !servers.stream().allMatch(RunChecks::isHere)) {
            return "weak networks need nodes on this machine, as they are made by proxies on it";
        }
        return wrongFault(scenario, faults);
    }

    private static boolean isHere(ServerAddress server) {
        return server.host().equals("127.0.0.1") || server.host().equals("localhost");
    }

    private @Nullable String wrongFault(Scenario scenario, List<PlannedFault> faults) {
        long joins = faults.stream()
                .filter(fault -> fault.kind() == PlannedFault.Kind.JOIN)
                .count();
        for (PlannedFault fault : faults) {
            String at = "line " + fault.line() + ": ";
            if (fault.node() > nodes + joins) {
                return at + "there is no node " + fault.node() + " for the " + fault.kind();
            }
            if (fault.atNs() + fault.forNs() > scenario.runNs()) {
                return at + "the " + fault.kind() + " would end after the last phase, which ends "
                        + scenario.runNs() / 1_000_000_000L + " s after the beginning";
            }
            if (fault.kind() == PlannedFault.Kind.DRAIN && nodes + joins <= 3) {
                return at + "of three nodes none can be drained, as each message is on three; say --nodes 4";
            }
            if (nodes + joins == 1
                    && (fault.kind() == PlannedFault.Kind.CUT || fault.kind() == PlannedFault.Kind.SLOW)) {
                return at + "one node has no links to others; say --nodes 3";
            }
        }
        return null;
    }
}
