package dev.carillon.simulator.process;

import dev.carillon.admin.v1.AdminGrpc.AdminBlockingStub;
import dev.carillon.admin.v1.ChangeReply;
import dev.carillon.admin.v1.ChangeRequest;
import dev.carillon.admin.v1.Rebalance;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StatusRequest;
import dev.carillon.ring.Member;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.ChangeText;
import dev.carillon.ring.plan.Limits;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Changes the ring of a local cluster as an operator would: through the admin service of any node that answers. For nodes
 * with {@code --insecure-dev}. One thread.
 */
public final class RingOperator {
    /** Faster than an operator who thinks of users: what is looked at is whether anything is lost. */
    public static final Limits QUICK = new Limits(12, Limits.DEFAULT.bytesPerSecond(), Limits.DEFAULT.handoverMillis());

    private static final long ANSWER_SECONDS = 20;
    private static final long LOOK_MS = 100;
    private static final long SEEN_MS = 10;

    /** Between two looks at a plan that goes on: a status tells of everything, and who asks often is noticed. */
    private static final long WATCH_MS = 500;

    private final Supplier<List<NodeProcess>> nodes;

    /** Nobody answers, or a change was refused; the message is for people. */
    public static final class RingException extends Exception {
        RingException(String message) {
            super(message);
        }
    }

    /** @param nodes that may be asked */
    public RingOperator(Supplier<List<NodeProcess>> nodes) {
        this.nodes = nodes;
    }

    private <T> T any(Function<AdminBlockingStub, T> question, long untilNs)
            throws RingException, InterruptedException {
        String why = "no node runs";
        do {
            for (NodeProcess node : nodes.get()) {
                if (!node.isAlive() || node.adminPort() == 0) {
                    continue;
                }
                try {
                    return OperatorCall.ask(node, ANSWER_SECONDS * 1_000, question);
                } catch (StatusRuntimeException e) {
                    why = String.valueOf(e.getStatus().getDescription());
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } while (System.nanoTime() - untilNs < 0);
        throw new RingException("No node answers its operator: " + why + ".");
    }

    /** How the cluster is. */
    public StatusReply status(long withinMs) throws RingException, InterruptedException {
        return any(
                node -> node.status(StatusRequest.getDefaultInstance()),
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs));
    }

    /** Tells the cluster of a node that is about to come. */
    public void know(LocalCluster.Newcomer newcomer, long withinMs) throws RingException, InterruptedException {
        change(
                ChangeRequest.Kind.KNOW,
                List.of(
                        Integer.toString(newcomer.number()),
                        "127.0.0.1",
                        Integer.toString(newcomer.process().port()),
                        "127.0.0.1",
                        Integer.toString(newcomer.peerPort())),
                status -> false,
                withinMs);
    }

    public void join(int node, long withinMs) throws RingException, InterruptedException {
        apply(new Change.Join(Member.of(node)), withinMs);
    }

    /** @return when this returns the node holds nothing and is no member any more */
    public void leave(int node, long withinMs) throws RingException, InterruptedException {
        apply(new Change.Leave(node), withinMs);
    }

    /** The number of the newest plan; 0 if there never was one. */
    private static long lastPlan(StatusReply status) {
        return Stream.concat(Stream.of(status.getRebalance()), status.getPastList().stream())
                .mapToLong(Rebalance::getNumber)
                .max()
                .orElse(0);
    }

    /** A node lost its disk: another one, which has been told of and runs, takes its place. */
    public void replaceLost(int lost, int successor, long withinMs) throws RingException, InterruptedException {
        apply(new Change.Replace(lost, true, Member.of(successor)), withinMs);
    }

    /**
     * Begins something, and returns while it goes on: as soon as a node that is asked knows of it.
     *
     * @return the plan's number
     */
    public long begin(Change change, long withinMs) throws RingException, InterruptedException {
        return begin(change, QUICK, withinMs);
    }

    public long begin(Change change, Limits limits, long withinMs) throws RingException, InterruptedException {
        long before = lastPlan(status(withinMs));
        change(
                ChangeRequest.Kind.APPLY,
                List.of(
                        Integer.toString(limits.movesPerNode()),
                        Long.toString(limits.bytesPerSecond()),
                        "",
                        ChangeText.of(change)),
                status -> lastPlan(status) > before,
                withinMs);
        // Whoever is asked next may not have heard of it yet, and would say that nothing goes on.
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        long plan = lastPlan(status(withinMs));
        while (plan <= before) {
            if (System.nanoTime() - untilNs >= 0) {
                throw new RingException("\"" + change.words()
                        + "\" was accepted, and no node that answers knows of it after " + withinMs / 1_000 + " s.");
            }
            TimeUnit.MILLISECONDS.sleep(SEEN_MS);
            plan = lastPlan(status(withinMs));
        }
        return plan;
    }

    /**
     * Takes back the plan that goes on, and returns when that is over.
     *
     * @param plan its number
     * @return whether it was aborted; false if it was carried out before
     */
    public boolean abort(long plan, long withinMs) throws RingException, InterruptedException {
        change(ChangeRequest.Kind.ABORT, List.of(), status -> !status.hasRebalance(), withinMs);
        return awaitEnd(plan, withinMs).getPhase().equals("aborted");
    }

    private void apply(Change change, long withinMs) throws RingException, InterruptedException {
        apply(change, QUICK, withinMs);
    }

    /** @return when the change is over */
    public void apply(Change change, Limits limits, long withinMs) throws RingException, InterruptedException {
        awaitEnd(begin(change, limits, withinMs), withinMs);
    }

    private static boolean isToBeAskedAgain(ChangeReply reply) {
        return reply.getResult() == ChangeReply.Result.NOT_NOW || reply.getResult() == ChangeReply.Result.NOT_KNOWN;
    }

    /** @param isUnderWay whether the cluster took the change although nobody said so */
    private void change(ChangeRequest.Kind kind, List<String> words, Predicate<StatusReply> isUnderWay, long withinMs)
            throws RingException, InterruptedException {
        ChangeRequest request =
                ChangeRequest.newBuilder().setKind(kind).addAllWords(words).build();
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        ChangeReply reply = any(node -> node.changeCluster(request), untilNs);
        // Right after a kill nobody may lead the meta group yet, or it changes hands before it answers.
        while (isToBeAskedAgain(reply) && System.nanoTime() - untilNs < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            if (isUnderWay.test(status(withinMs))) {
                return;
            }
            reply = any(node -> node.changeCluster(request), untilNs);
        }
        if (reply.getResult() != ChangeReply.Result.DONE) {
            throw new RingException(reply.getWords());
        }
    }

    /** A plan that is over, as the cluster remembers it; empty while it goes on. */
    public Optional<Rebalance> past(long plan, long withinMs) throws RingException, InterruptedException {
        return status(withinMs).getPastList().stream()
                .filter(past -> past.getNumber() == plan)
                .findFirst();
    }

    private Rebalance awaitEnd(long plan, long withinMs) throws RingException, InterruptedException {
        long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        while (System.nanoTime() - untilNs < 0) {
            Optional<Rebalance> past = past(plan, withinMs);
            if (past.isPresent()) {
                return past.get();
            }
            TimeUnit.MILLISECONDS.sleep(WATCH_MS);
        }
        throw new RingException("Plan " + plan + " was not over within " + withinMs / 1_000 + " s.");
    }
}
