package dev.carillon.node.admin;

import dev.carillon.admin.v1.ChangeReply;
import dev.carillon.admin.v1.ChangeRequest;
import dev.carillon.admin.v1.MetaRecovery;
import dev.carillon.admin.v1.Moving;
import dev.carillon.admin.v1.Owner;
import dev.carillon.admin.v1.Receipt;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StuckMove;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterView;
import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.Handover;
import dev.carillon.node.cluster.MoveObstacles;
import dev.carillon.node.cluster.MoveReceipt;
import dev.carillon.node.cluster.Rebalance;
import dev.carillon.node.cluster.WishResult;
import dev.carillon.node.session.WishReport;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What moves in the cluster, and wishes that something should, as operators have it. */
final class ClusterAnswers {
    private ClusterAnswers() {}

    /** @param answers whether a node does, or is this one */
    static void add(StatusReply.Builder reply, ClusterView view, Owner metaOwner, IntPredicate answers) {
        ClusterState state = view.state();
        reply.setClusterVersion(state.version())
                .setConfirmed(view.isConfirmed())
                .addAllMetaReplicas(state.meta().replicas())
                .setMetaGeneration(state.meta().generation())
                .setMetaOwner(metaOwner)
                .setFormat(state.format())
                .setNewestFormat(view.newestFormat());
        state.recoveries().forEach(each -> reply.addMetaRecoveries(recovery(each)));
        Rebalance now = state.rebalance();
        if (now != null) {
            reply.setRebalance(rebalance(now));
        }
        for (Rebalance past : state.past()) {
            reply.addPast(rebalance(past));
        }
        for (Handover handover : state.handovers()) {
            reply.addMoving(Moving.newBuilder()
                    .setPartition(handover.partition())
                    .setAttempt(handover.attempt())
                    .addAllTo(handover.to())
                    .setAborting(handover.aborting())
                    .setRecovery(handover.recovery()));
        }
        for (MoveObstacles.Waiting stuck : MoveObstacles.of(state, answers)) {
            reply.addStuckMoves(
                    StuckMove.newBuilder().setPartition(stuck.partition()).addAllMissing(stuck.missing()));
        }
        for (MoveReceipt receipt : state.receipts()) {
            reply.addReceipts(Receipt.newBuilder()
                    .setRebalance(receipt.rebalance())
                    .setPartition(receipt.partition())
                    .setGeneration(receipt.generation())
                    .setLeader(receipt.leader())
                    .setSealIndex(receipt.sealIndex())
                    .setHistory(receipt.history())
                    .setPauseUs(receipt.pauseMicros())
                    .setEndedMs(receipt.endedMs()));
        }
    }

    private static MetaRecovery recovery(dev.carillon.node.cluster.MetaRecovery of) {
        return MetaRecovery.newBuilder()
                .setId(of.id())
                .setNodeId(of.node())
                .setGeneration(of.generation())
                .setVersion(of.version())
                .build();
    }

    static ChangeReply reply(WishReport report) {
        return ChangeReply.newBuilder()
                .setResult(result(report.result()))
                .setWords(report.words())
                .build();
    }

    private static dev.carillon.admin.v1.Rebalance rebalance(Rebalance of) {
        return dev.carillon.admin.v1.Rebalance.newBuilder()
                .setNumber(of.number())
                .setWords(of.words())
                .setPhase(of.phase().name().toLowerCase(Locale.ROOT))
                .setTotal(of.total())
                .setDone(of.done())
                .setGivenUp(of.given())
                .setMovesPerNode(of.movesPerNode())
                .setBytesPerSecond(of.bytesPerSecond())
                .setStartedMs(of.startedMs())
                .setEndedMs(of.endedMs())
                .build();
    }

    private static ChangeReply.Result result(WishResult result) {
        return switch (result) {
            case DONE -> ChangeReply.Result.DONE;
            case REFUSED -> ChangeReply.Result.REFUSED;
            case NOT_NOW -> ChangeReply.Result.NOT_NOW;
            case UNKNOWN -> ChangeReply.Result.NOT_KNOWN;
        };
    }

    /** @return null if it is none */
    static @Nullable ClusterWish wish(ChangeRequest request) {
        ClusterWish.Kind kind = switch (request.getKind()) {
            case KNOW -> ClusterWish.Kind.KNOW;
            case FORGET -> ClusterWish.Kind.FORGET;
            case APPLY -> ClusterWish.Kind.APPLY;
            case PAUSE -> ClusterWish.Kind.PAUSE;
            case RESUME -> ClusterWish.Kind.RESUME;
            case ABORT -> ClusterWish.Kind.ABORT;
            case RECOVER -> ClusterWish.Kind.RECOVER;
            case KIND_UNSPECIFIED, UNRECOGNIZED -> null;
        };
        return kind == null ? null : new ClusterWish(kind, request.getWordsList());
    }
}
