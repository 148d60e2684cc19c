package dev.carillon.simulator.seeds;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.Format;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.simulator.seeds.promises.PromiseLedger;
import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.simulator.seeds.tally.Tally;
import java.util.List;
import java.util.Random;

/**
 * Which builds the nodes are: half of the clusters begin with one that knows only the first format. Checks the promise
 * {@code UpgradesCanGoBack}: no node is given what its build cannot read, unless its cluster had agreed to write it.
 */
final class Builds {
    /** Not the source of chance of the run itself. */
    private static final long SALT = 0x8CB9_2BA7_2F3D_8DD7L;

    private final List<SimulatedNode> nodes;
    private final PromiseLedger ledger;
    private final Tally tally;
    private final boolean old;

    /** The newest that any node knew to be agreed on. */
    private int agreed = Format.FIRST;

    Builds(long seed, List<SimulatedNode> nodes, PromiseLedger ledger, Tally tally) {
        this.nodes = nodes;
        this.ledger = ledger;
        this.tally = tally;
        this.old = new Random(seed * SALT).nextBoolean();
    }

    /** Before any node starts. */
    void begin() {
        if (old) {
            nodes.forEach(node -> node.becomes(Format.FIRST));
        }
    }

    void onPass(SimulatedNode node) {
        agreed = Math.max(agreed, node.cluster().format());
    }

    void onOutdated(SimulatedNode node, String why) {
        nodes.forEach(this::onPass);
        tally.add(Happened.DOWNGRADES_REFUSED, 1);
        if (agreed <= node.newestFormat()) {
            ledger.broken(
                    "UpgradesCanGoBack",
                    "node " + node.number() + " knows format " + node.newestFormat()
                            + ", and the cluster has agreed on " + agreed + ": " + why,
                    "");
        }
    }

    /** Whether all know a newer format than is written; empty if not. Who is named and has not come yet holds it back. */
    String unsettled(ClusterState state) {
        boolean allKnow = state.map().nodes().stream()
                .map(node -> nodes.get(node.id() - 1))
                .allMatch(node -> node.isUp() && node.newestFormat() == Format.NEWEST);
        return agreed == Format.NEWEST || !allKnow
                ? ""
                : "the cluster writes format " + agreed + ", and all nodes know a newer one";
    }

    void tally() {
        tally.add(Happened.FORMATS_RISEN, agreed > Format.FIRST ? 1 : 0);
    }
}
