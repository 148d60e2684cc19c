package dev.carillon.admin;

import dev.carillon.admin.v1.NodeAddress;
import dev.carillon.admin.v1.Owner;
import dev.carillon.admin.v1.Peer;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Decoded;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.PartitionMapCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A cluster as one of its nodes sees it. Immutable. */
final class ClusterView {
    /** Who of two nodes of a cluster knows more: what was agreed on before the meta group was recovered counts less. */
    static final Comparator<ClusterView> KNOWS_MORE = Comparator.comparingInt(
                    (ClusterView view) -> view.status.getMetaRecoveriesCount())
            .thenComparingLong(view -> view.status.getClusterVersion());

    private final StatusReply status;
    private final PartitionMap map;

    /** @throws CommandException if the map cannot be read */
    ClusterView(StatusReply status) {
        this.status = status;
        Decoded decoded = PartitionMapCodec.decode(status.getMap().toByteArray());
        if (decoded instanceof Decoded.Malformed malformed) {
            throw new CommandException("The node's partition map cannot be read: "
                    + malformed.flaw().sentence()
                    + " Nothing was changed. Use the commands of the node's version, " + status.getVersion() + ".");
        }
        this.map = ((Decoded.Whole) decoded).map();
    }

    StatusReply status() {
        return status;
    }

    PartitionMap map() {
        return map;
    }

    boolean isAlone() {
        return status.getClusterId().isEmpty();
    }

    /** Whether the node that was asked hears a node, or is it. */
    IntPredicate healthy() {
        return node -> node == status.getNodeId() || !isDown(node);
    }

    private boolean isDown(int node) {
        Peer peer = peer(node);
        return peer == null || peer.getDown();
    }

    @Nullable
    Peer peer(int node) {
        for (Peer peer : status.getPeersList()) {
            if (peer.getNodeId() == node) {
                return peer;
            }
        }
        return null;
    }

    @Nullable
    NodeAddress address(int node) {
        for (NodeAddress address : status.getNodesList()) {
            if (address.getNodeId() == node) {
                return address;
            }
        }
        return null;
    }

    /** 0 if nobody is known. */
    int owner(int partition) {
        return status.getOwners(partition).getNodeId();
    }

    Owner ownerFacts(int partition) {
        return status.getOwners(partition);
    }

    /** Partitions that a node leads. */
    int leads(int node) {
        int count = 0;
        for (Owner owner : status.getOwnersList()) {
            count += owner.getNodeId() == node ? 1 : 0;
        }
        return count;
    }

    int holds(int node) {
        int count = 0;
        for (Assignment assignment : map.assignments()) {
            count += assignment.replicas().contains(node) ? 1 : 0;
        }
        return count;
    }

    /** Partitions of which fewer than a majority would be well if {@code gone} were not. */
    List<Integer> stuckWithout(IntPredicate gone) {
        List<Integer> stuck = new ArrayList<>();
        for (int p = 0; p < map.assignments().size(); p++) {
            Assignment assignment = map.assignment(p);
            if (assignment.healthy(node -> healthy().test(node) && !gone.test(node)) < assignment.majority()) {
                stuck.add(p);
            }
        }
        return stuck;
    }

    /** Whether the meta group, which agrees on who is in the cluster, would lack a majority if {@code gone} were not. */
    boolean isMetaStuckWithout(IntPredicate gone) {
        List<Integer> holders = status.getMetaReplicasList();
        long well = holders.stream()
                .filter(node -> healthy().test(node) && !gone.test(node))
                .count();
        return !holders.isEmpty() && well <= holders.size() / 2;
    }

    /** Partitions that a node leads not, although it is their first choice. */
    List<Integer> ledElsewhere(int node) {
        List<Integer> elsewhere = new ArrayList<>();
        for (int p = 0; p < map.assignments().size(); p++) {
            if (map.assignment(p).preferredLeader() == node && owner(p) != node) {
                elsewhere.add(p);
            }
        }
        return elsewhere;
    }

    /** Partitions that nobody leads, as far as is known. */
    List<Integer> unled() {
        List<Integer> none = new ArrayList<>();
        for (int p = 0; p < map.assignments().size(); p++) {
            if (owner(p) == 0) {
                none.add(p);
            }
        }
        return none;
    }

    /** For JSON. */
    List<Map<String, Object>> nodes() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Member member : map.members()) {
            Map<String, Object> node = new LinkedHashMap<>();
            Peer peer = peer(member.id());
            NodeAddress address = address(member.id());
            node.put("id", member.id());
            node.put("name", member.name());
            node.put("zone", member.zone());
            node.put("weight", member.weight());
            node.put("state", member.state().name().toLowerCase(java.util.Locale.ROOT));
            node.put("up", healthy().test(member.id()));
            node.put("leads", leads(member.id()));
            node.put("replicas", holds(member.id()));
            node.put("clients", address == null ? "" : address.getClients());
            node.put("peers", address == null ? "" : address.getPeers());
            node.put("round_trip_us", peer == null ? 0 : peer.getRoundTripNs() / 1_000);
            all.add(node);
        }
        return all;
    }
}
