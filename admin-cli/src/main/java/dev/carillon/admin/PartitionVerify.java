package dev.carillon.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Compares the replicas of partitions, one partition after the other, and says what differs. Changes nothing. */
final class PartitionVerify {
    static final int WITHIN_MAX = 3_600;

    private static final long LINE_NS = TimeUnit.SECONDS.toNanos(2);

    private final AdminCommand command;
    private final boolean json;
    private final AskedNodes nodes;
    private final ReplicaDigests digests;
    private final List<VerifiedPartition> done = new ArrayList<>();
    private int wanted;
    private long saidNs;
    private long bytesBefore;

    /** @param within seconds after which a partition counts as not comparable */
    PartitionVerify(AdminCommand command, AdminConnections connections, int within, boolean json) {
        this.command = command;
        this.json = json;
        this.nodes = new AskedNodes(connections);
        this.digests = new ReplicaDigests(nodes, System::nanoTime, within, this::progress);
    }

    /**
     * @param numbers of partitions; empty for all
     * @return the exit code
     */
    int run(List<Integer> numbers) throws InterruptedException {
        ClusterView view = Survivors.newest(nodes.look().values());
        if (view.isAlone()) {
            throw new CommandException(
                    "This node is alone: its partitions have no other replicas to be compared with.");
        }
        int count = view.map().assignments().size();
        for (int number : numbers) {
            if (number < 0 || number >= count) {
                throw new CommandException(
                        ExitCode.USAGE, "There are partitions 0 to " + (count - 1) + ", and no " + number + ".");
            }
        }
        List<Integer> all =
                numbers.isEmpty() ? IntStream.range(0, count).boxed().toList() : List.copyOf(new TreeSet<>(numbers));
        wanted = all.size();
        saidNs = System.nanoTime();
        for (int number : all) {
            VerifiedPartition verified = digests.of(number);
            done.add(verified);
            bytesBefore += verified.bytes();
            if (!json && !verified.text().isEmpty()) {
                command.print(verified.text());
            }
            progress(0);
        }
        command.print(json ? Json.of(facts()) : summary());
        return exitCode();
    }

    private void progress(long bytes) {
        long now = System.nanoTime();
        if (!json && done.size() < wanted && now - saidNs >= LINE_NS) {
            saidNs = now;
            command.print(String.format(
                    Locale.ROOT,
                    "%d of %d partitions compared, %s read on each node",
                    done.size(),
                    wanted,
                    Numbers.bytes(bytesBefore + bytes)));
        }
    }

    private long count(VerifiedPartition.Result result) {
        return done.stream().filter(each -> each.result() == result).count();
    }

    private int exitCode() {
        return count(VerifiedPartition.Result.DIFFER) > 0
                ? ExitCode.TROUBLE
                : count(VerifiedPartition.Result.NOT_COMPARABLE) > 0 ? ExitCode.NOT_NOW : ExitCode.OK;
    }

    private String summary() {
        return String.format(
                Locale.ROOT,
                "%d partitions: of %d all replicas agree, of %d they differ, %d could not be compared. %s read on each node.",
                done.size(),
                count(VerifiedPartition.Result.AGREE),
                count(VerifiedPartition.Result.DIFFER),
                count(VerifiedPartition.Result.NOT_COMPARABLE),
                Numbers.bytes(bytesBefore));
    }

    private Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("partitions", done.size());
        facts.put("agree", count(VerifiedPartition.Result.AGREE));
        facts.put("differ", count(VerifiedPartition.Result.DIFFER));
        facts.put("not_comparable", count(VerifiedPartition.Result.NOT_COMPARABLE));
        facts.put("bytes", bytesBefore);
        facts.put("compared", done.stream().map(VerifiedPartition::facts).toList());
        return facts;
    }
}
