package dev.carillon.admin;

import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntPredicate;

/** The nodes that were named, each by its number: whether they can be restarted, and in which order. */
final class RestartableNodes {
    private final NamedNodes nodes;

    RestartableNodes(NamedNodes nodes) {
        this.nodes = nodes;
    }

    private ClusterView any() {
        return nodes.any();
    }

    /** All members; whoever leads the meta group last, because it has to be led anew when its leader goes. */
    List<Integer> rollingOrder() {
        int last = any().status().getMetaOwner().getNodeId();
        List<Integer> order = new ArrayList<>();
        for (Member member : any().map().members()) {
            order.add(member.id());
        }
        Collections.sort(order);
        if (order.remove((Integer) last)) {
            order.add(last);
        }
        return order;
    }

    /** @throws CommandException if a number is no node that answers, or comes twice */
    List<Integer> checked(List<Integer> ids) {
        for (int i = 0; i < ids.size(); i++) {
            int id = ids.get(i);
            if (ids.indexOf(id) != i) {
                throw new CommandException(ExitCode.USAGE, "Node " + id + " is named twice. Nothing was restarted.");
            }
            if (!nodes.has(id) && any().map().members().stream().noneMatch(member -> member.id() == id)) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "There is no node " + id + "; the cluster has "
                                + Numbers.of(any().map().members().stream()
                                        .map(Member::id)
                                        .sorted()
                                        .toList())
                                + ". Nothing was restarted.");
            }
        }
        return ids;
    }

    /**
     * Sees before anything is done whether all of it can be done.
     *
     * @param force whether users may have to wait
     * @throws CommandException if not
     */
    void checkAll(List<Integer> order, boolean force) {
        for (Member member : any().map().members()) {
            if (!nodes.has(member.id())) {
                throw new CommandException("Node " + member.id()
                        + " is not among the nodes that were named, so whether it is well cannot be"
                        + " seen. Nothing was restarted; name every node's admin address (--server, $CARILLON_ADMIN).");
            }
        }
        for (int id : order) {
            if (!status(id).getSupervised()) {
                throw new CommandException("Node " + id + " would stay away: it runs without --supervised (setting"
                        + " stop.supervised), so nobody starts it again. Nothing was restarted. Start it with"
                        + " 'carillon node --supervised', or under a supervisor that restarts it on exit code 72.");
            }
        }
        if (any().status().hasRebalance()) {
            throw new CommandException(
                    "A plan is being carried out: \""
                            + any().status().getRebalance().getWords()
                            + "\". Nothing was restarted. 'carillon ring watch' shows how far it is, 'carillon ring pause' pauses it.");
        }
        if (any().isAlone() && !force) {
            throw new CommandException(
                    "The node is alone: nobody serves its users meanwhile. Nothing was restarted. Say --force if they may wait.");
        }
    }

    private StatusReply status(int id) {
        return nodes.view(id).status();
    }

    /**
     * Why a node must not go now, for people.
     *
     * @param now as {@link #look} has it
     * @param mark what the replicas must have
     * @param force whether users may have to wait
     * @return empty if it may go
     */
    String objection(int id, SortedMap<Integer, ClusterView> now, CatchUpMark mark, boolean force) {
        for (int each : nodes.numbers()) {
            ClusterView view = now.get(each);
            if (view == null) {
                return "node " + each + " does not answer";
            }
            if (!view.status().getReady() || !view.status().getHealthy()) {
                return "node " + each + " does not serve clients";
            }
            for (Member member : view.map().members()) {
                if (!view.healthy().test(member.id())) {
                    return "node " + each + " does not hear node " + member.id();
                }
            }
            List<Integer> behind = mark.behind(view);
            if (!behind.isEmpty()) {
                return "node " + each + " has not caught up with partition " + Numbers.of(behind);
            }
            IntPredicate gone = node -> node == id;
            if (!force && !view.stuckWithout(gone).isEmpty()) {
                return "it would stop partition " + Numbers.of(view.stuckWithout(gone));
            }
            if (!force && view.isMetaStuckWithout(gone)) {
                return "the meta group would lack a majority";
            }
        }
        return "";
    }
}
