package dev.carillon.admin;

import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.Tap;
import dev.carillon.ring.Member;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The checks of {@code doctor} over what nodes said. Pure. */
final class Checkup {
    /** Free share of a disk below which it is time to do something. */
    static final double DISK_FREE_MIN = 0.10;

    /** Clocks that differ by more than this make time stamps look odd. */
    static final long CLOCKS_MS_MAX = 2_000;

    private final List<ClusterView> views;
    private final ClusterView first;
    private final List<Finding> findings = new ArrayList<>();

    /** @param views of the nodes that answered, one at least */
    Checkup(List<ClusterView> views) {
        this.views = views;
        this.first = views.get(0);
    }

    List<Finding> findings() {
        running();
        recordings();
        agreement();
        peers();
        leaders();
        metaGroup();
        moves();
        disks();
        clocks();
        survival();
        return findings;
    }

    private void add(String check, boolean good, String ifGood, String ifBad) {
        findings.add(new Finding(check, good, good ? ifGood : ifBad));
    }

    private static String name(ClusterView view) {
        return view.isAlone() ? "the node" : "node " + view.status().getNodeId();
    }

    private void running() {
        for (ClusterView view : views) {
            StatusReply status = view.status();
            add(
                    "serving",
                    status.getReady() && status.getHealthy(),
                    name(view) + " serves clients (" + status.getVersion() + ", up " + Numbers.time(status.getUpMs())
                            + ")",
                    name(view) + " does not serve clients: "
                            + (status.getHealthy() ? "it is starting or stopping" : "a loop has failed; see its log"));
        }
    }

    /** Nothing is wrong with it, but whoever is responsible for what people write should know. */
    private void recordings() {
        for (ClusterView view : views) {
            if (view.status().hasTap()) {
                Tap tap = view.status().getTap();
                findings.add(Finding.good(
                        "recorded",
                        tap.getOperator() + " records what clients of " + name(view) + " say and hear, until "
                                + Instant.ofEpochMilli(tap.getUntilMs()).truncatedTo(ChronoUnit.SECONDS)
                                + (tap.getLost() == 0 ? "" : "; " + tap.getLost() + " frames found no room")));
            }
        }
    }

    private void agreement() {
        Set<String> clusters =
                views.stream().map(view -> view.status().getClusterId()).collect(Collectors.toSet());
        add(
                "one-cluster",
                clusters.size() == 1,
                first.isAlone()
                        ? "it is alone"
                        : "all belong to the cluster " + first.status().getClusterId(),
                "they belong to different clusters: " + clusters + "; mend --server");
        boolean sameMap = views.stream().allMatch(view -> view.map().equals(first.map()));
        add(
                "one-map",
                sameMap,
                "they have the same map, epoch " + first.map().epoch(),
                "they have different maps: give every node the same cluster file");
        Set<String> versions =
                views.stream().map(view -> view.status().getVersion()).collect(Collectors.toSet());
        add(
                "one-version",
                versions.size() == 1,
                "they run the same version",
                "they run different versions: " + versions);
        format();
    }

    /** No trouble: what is held back can still go back. */
    private void format() {
        if (first.isAlone()) {
            return;
        }
        int written =
                views.stream().mapToInt(view -> view.status().getFormat()).max().orElse(0);
        List<String> behind = views.stream()
                .filter(view -> view.status().getNewestFormat() <= written)
                .map(Checkup::name)
                .toList();
        findings.add(Finding.good(
                "format",
                behind.size() == views.size()
                        ? "they write format " + written + ", the newest that they know"
                        : "they write format " + written
                                + (behind.isEmpty()
                                        ? ""
                                        : ", since " + String.join(", ", behind)
                                                + " knows no newer one or may not use it")
                                + ": every node can still go back to its last build"));
    }

    private void peers() {
        for (ClusterView view : views) {
            List<Integer> unheard = view.map().members().stream()
                    .map(Member::id)
                    .filter(id -> !view.healthy().test(id))
                    .toList();
            if (!view.isAlone()) {
                add(
                        "peers",
                        unheard.isEmpty(),
                        name(view) + " hears all others",
                        name(view) + " does not hear node " + Numbers.of(unheard)
                                + ": is it running, and can they reach each other?");
            }
        }
    }

    private void leaders() {
        List<Integer> unled = first.unled();
        add(
                "leaders",
                unled.isEmpty(),
                "every partition has a leader",
                "nobody leads partition " + Numbers.of(unled) + ": their users are not served now");
        List<Integer> stuck = first.stuckWithout(node -> false);
        add(
                "majorities",
                stuck.isEmpty(),
                "every partition has a majority of its replicas",
                "partition " + Numbers.of(stuck)
                        + " lacks a majority: start the nodes that are down; if they are gone for good,"
                        + " 'carillon partition recover' goes on with what is left");
    }

    private void metaGroup() {
        if (first.isAlone()) {
            return;
        }
        add(
                "meta-majority",
                !first.isMetaStuckWithout(node -> false),
                "the meta group, which agrees on changes, has a majority",
                "most of nodes " + first.status().getMetaReplicasList()
                        + ", which hold the meta group, do not answer: no plan goes on, no node may come and no"
                        + " partition can be recovered. Start them; if they are gone for good, 'carillon ring recover"
                        + " --from-survivor' has it begin anew with what is left");
        String apart = MetaPast.apart(views);
        if (apart != null) {
            findings.add(Finding.bad("one-past", apart));
        }
    }

    /** Only if something moves that cannot go on. */
    private void moves() {
        String words = StuckMoves.words(first.status());
        if (!words.isEmpty()) {
            findings.add(Finding.bad(
                    "moves",
                    words + "; other moves go on, and so does this once they are back. If they are gone for good,"
                            + " 'carillon partition recover' goes on with what is left"));
        }
    }

    private void disks() {
        for (ClusterView view : views) {
            StatusReply status = view.status();
            double share = status.getDiskTotal() == 0 ? 1 : (double) status.getDiskFree() / status.getDiskTotal();
            String free = Numbers.bytes(status.getDiskFree()) + " of " + Numbers.bytes(status.getDiskTotal()) + " free";
            add(
                    "disk",
                    share >= DISK_FREE_MIN,
                    name(view) + " has " + free,
                    name(view) + " has only " + free + ": a full disk stops all acks");
        }
    }

    private void clocks() {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (ClusterView view : views) {
            least = Math.min(least, view.status().getClockMs());
            most = Math.max(most, view.status().getClockMs());
        }
        add(
                "clocks",
                most - least <= CLOCKS_MS_MAX,
                "their clocks agree",
                "their clocks differ by " + (most - least) + " ms: set them by NTP");
    }

    private void survival() {
        if (first.isAlone()) {
            findings.add(Finding.good(
                    "survival",
                    "what was acked survives a crash of the node, and waits for its return: there is one copy"));
            return;
        }
        for (Member member : first.map().members()) {
            List<Integer> stuck = first.stuckWithout(node -> node == member.id());
            add(
                    "survival",
                    stuck.isEmpty(),
                    "losing node " + member.id() + " now would stop nobody",
                    "losing node " + member.id() + " now would stop partition " + Numbers.of(stuck));
            if (first.isMetaStuckWithout(node -> node == member.id())) {
                findings.add(Finding.bad(
                        "survival",
                        "losing node " + member.id() + " now would leave the meta group without a majority: no plan"
                                + " could go on"));
            }
        }
    }
}
