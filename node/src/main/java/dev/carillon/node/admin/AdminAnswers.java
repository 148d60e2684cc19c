package dev.carillon.node.admin;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.AdminGrpc;
import dev.carillon.admin.v1.ChangeReply;
import dev.carillon.admin.v1.ChangeRequest;
import dev.carillon.admin.v1.CopyStateReply;
import dev.carillon.admin.v1.CopyStateRequest;
import dev.carillon.admin.v1.Counter;
import dev.carillon.admin.v1.Device;
import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.DigestStateRequest;
import dev.carillon.admin.v1.KickReply;
import dev.carillon.admin.v1.KickRequest;
import dev.carillon.admin.v1.LogLevelReply;
import dev.carillon.admin.v1.LogLevelRequest;
import dev.carillon.admin.v1.MoveLeaderReply;
import dev.carillon.admin.v1.MoveLeaderRequest;
import dev.carillon.admin.v1.NodeAddress;
import dev.carillon.admin.v1.Owner;
import dev.carillon.admin.v1.PeekReply;
import dev.carillon.admin.v1.PeekRequest;
import dev.carillon.admin.v1.Peer;
import dev.carillon.admin.v1.PinReply;
import dev.carillon.admin.v1.PinRequest;
import dev.carillon.admin.v1.PurgeReply;
import dev.carillon.admin.v1.PurgeRequest;
import dev.carillon.admin.v1.RecoverMetaRequest;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.RestartReply;
import dev.carillon.admin.v1.RestartRequest;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StatusRequest;
import dev.carillon.admin.v1.Tap;
import dev.carillon.admin.v1.TapReply;
import dev.carillon.admin.v1.TapRequest;
import dev.carillon.admin.v1.UserReply;
import dev.carillon.admin.v1.UserRequest;
import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterView;
import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.MetaRecoveryRequest;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.peer.PeerHealth;
import dev.carillon.node.session.Answer;
import dev.carillon.node.session.LeaderMove;
import dev.carillon.node.session.LoopCounters;
import dev.carillon.node.session.MetaReport;
import dev.carillon.node.session.NodeCore;
import dev.carillon.node.session.ReplicaReport;
import dev.carillon.node.session.UserReport;
import dev.carillon.protocol.UserId;
import dev.carillon.ring.PartitionMapCodec;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers operators' calls. What changes something leaves a line in the log, with the operator's name. Any thread. */
final class AdminAnswers extends AdminGrpc.AdminImplBase {
    /** How long a backup may keep outboxes without asking again. */
    static final int PIN_MS_MAX = 600_000;

    private static final Logger LOG = LoggerFactory.getLogger(AdminAnswers.class);

    private final NodeFacts facts;
    private final NodeCore core;
    private final StateStreams copies;
    private final StateDigests digests;
    private final ClientTaps taps;

    AdminAnswers(NodeFacts facts, NodeCore core, StateStreams copies, StateDigests digests, ClientTaps taps) {
        this.taps = taps;
        this.copies = copies;
        this.digests = digests;
        this.facts = facts;
        this.core = core;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusReply> out) {
        Answer<StatusReply> end = to(out, reply -> reply);
        if (facts.view() == null) {
            core.replicas(end.after(replicas -> end.known(status(replicas, null))));
        } else {
            core.meta(end.after(meta -> core.replicas(end.after(replicas -> end.known(status(replicas, meta))))));
        }
    }

    private StatusReply status(List<ReplicaReport> replicas, @Nullable MetaReport meta) {
        ClusterMap map = facts.map();
        StatusReply.Builder reply = StatusReply.newBuilder()
                .setClusterId(map.id())
                .setNodeId(facts.node())
                .setVersion(facts.version())
                .setJdk(Runtime.version().toString())
                .setIncarnation(facts.incarnation())
                .setUpMs(facts.upMs())
                .setClockMs(facts.clockMs())
                .setReady(facts.isReady())
                .setHealthy(facts.isHealthy())
                .setLoops(facts.loops())
                .setSupervised(facts.isSupervised())
                .setMap(ByteString.copyFrom(PartitionMapCodec.encode(map.ring())))
                .setDiskFree(facts.diskFree())
                .setDiskTotal(facts.diskTotal());
        for (ClusterNode node : map.nodes()) {
            reply.addNodes(NodeAddress.newBuilder()
                    .setNodeId(node.id())
                    .setClients(node.clientHost() + ":" + node.clientPort())
                    .setPeers(node.peerHost() + ":" + node.peerPort()));
        }
        for (int p = 0; p < map.ring().assignments().size(); p++) {
            reply.addOwners(owner(p));
        }
        PeerHealth health = facts.peers();
        if (health != null) {
            health.peers().forEach(peer -> reply.addPeers(peer(peer)));
        }
        replicas.forEach(replica -> reply.addReplicas(replica(replica)));
        ClusterView view = facts.view();
        if (view != null) {
            ClusterAnswers.add(
                    reply,
                    view,
                    owner(view.state().metaNumber()),
                    node -> node == facts.node() || !facts.down().test(node));
        }
        if (meta != null) {
            ReplicaReport replica = meta.replica();
            reply.setMetaReach(meta.reach());
            if (replica != null) {
                reply.setMetaReplica(replica(replica));
            }
        }
        counters().values().forEach(reply::addCounters);
        Tap tap = taps.status();
        if (tap != null) {
            reply.setTap(tap);
        }
        return reply.build();
    }

    private Owner owner(int partition) {
        Owners owners = facts.owners();
        return owners == null
                ? Owner.newBuilder().setNodeId(facts.node()).setGeneration(1).build()
                : Owner.newBuilder()
                        .setNodeId(owners.node(partition))
                        .setGeneration(owners.generation(partition))
                        .setTerm(owners.term(partition))
                        .build();
    }

    private Peer peer(PeerHealth.PeerStatus peer) {
        return Peer.newBuilder()
                .setNodeId((int) peer.nodeId())
                .setDown(facts.down().test((int) peer.nodeId()))
                .setRoundTripNs(peer.roundTripNs())
                .setStreamsIn(peer.streamsIn())
                .setStreamsOut(peer.streamsOut())
                .build();
    }

    private Replica replica(ReplicaReport report) {
        return Replica.newBuilder()
                .setPartition(report.partition())
                .setLeads(report.leads())
                .setGeneration(report.generation())
                .setApplied(report.applied())
                .setLogBytes(report.logBytes())
                .setOverlayBytes(report.overlayBytes())
                .setOutbox(report.outbox())
                .setStateBytes(facts.stateBytes(report.partition()))
                .setFollowing(report.following())
                .setPin(report.pin())
                .setPinSinceMs(report.pinSinceMs())
                .setPinUntilMs(report.pinUntilMs())
                .setLogEnd(report.logEnd())
                .setLogTerm(report.logTerm())
                .setHistory(report.history())
                .setSealed(report.sealed())
                .build();
    }

    private Map<String, Counter.Builder> counters() {
        Map<String, Counter.Builder> sums = new TreeMap<>();
        for (LoopCounters loop : core.counters()) {
            loop.forEach((name, about, gauge, value) -> {
                Counter.Builder sum = sums.computeIfAbsent(
                        name,
                        key -> Counter.newBuilder().setName(key).setAbout(about).setGauge(gauge));
                sum.setValue(sum.getValue() + value);
            });
        }
        return sums;
    }

    @Override
    public void inspectUser(UserRequest request, StreamObserver<UserReply> out) {
        byte[] user = user(request.getUser(), out);
        if (user != null) {
            core.user(user, to(out, report -> reply(user, report)));
        }
    }

    private UserReply reply(byte[] user, UserReport report) {
        ClusterMap map = facts.map();
        int partition = map.ring().partitions().ofUser(user);
        UserReply.Builder reply = UserReply.newBuilder()
                .setPartition(partition)
                .addAllReplicas(map.ring().assignment(partition).replicas())
                .setOwner(owner(partition).getNodeId())
                .setHere(report.here())
                .setKnown(report.known())
                .setHead(report.head())
                .setKept(report.kept())
                .setKeptBytes(report.keptBytes())
                .setOldestMs(report.oldestMs())
                .setExpired(report.expired())
                .setPurged(report.purged());
        for (UserReport.DeviceReport device : report.devices()) {
            reply.addDevices(Device.newBuilder()
                    .setInstall(device.install())
                    .setConnected(device.connected())
                    .setSent(device.sent())
                    .setCursor(device.cursor())
                    .setLastSeenMs(device.lastSeenMs()));
        }
        return reply.build();
    }

    @Override
    public void peekInbox(PeekRequest request, StreamObserver<PeekReply> out) {
        byte[] user = user(request.getUser(), out);
        if (user == null) {
            return;
        }
        if (request.getLimit() < 1 || request.getLimit() > InboxAnswers.LIMIT_MAX) {
            refuse(out, "the limit is 1 to " + InboxAnswers.LIMIT_MAX + " items");
            return;
        }
        int partition = facts.map().ring().partitions().ofUser(user);
        core.inbox(
                user,
                request.getFrom(),
                request.getLimit(),
                to(out, report -> InboxAnswers.peek(report, owner(partition).getNodeId())));
    }

    @Override
    public void purgeInbox(PurgeRequest request, StreamObserver<PurgeReply> out) {
        byte[] user = user(request.getUser(), out);
        if (user == null) {
            return;
        }
        if (request.getUpTo() < 1) {
            refuse(out, "inbox sequences begin with 1");
            return;
        }
        did("purge_inbox user=" + request.getUser() + " up_to=" + request.getUpTo());
        int partition = facts.map().ring().partitions().ofUser(user);
        core.purge(
                user,
                request.getUpTo(),
                to(out, report -> InboxAnswers.purge(report, owner(partition).getNodeId())));
    }

    private static void refuse(StreamObserver<?> out, String why) {
        out.onError(Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException());
    }

    @Override
    public void kickUser(KickRequest request, StreamObserver<KickReply> out) {
        byte[] user = user(request.getUser(), out);
        if (user == null) {
            return;
        }
        did("kick user=" + request.getUser() + " install=" + Long.toHexString(request.getInstall()));
        int partition = facts.map().ring().partitions().ofUser(user);
        core.kick(
                user,
                request.getInstall(),
                to(
                        out,
                        ended -> KickReply.newBuilder()
                                .setOwner(owner(partition).getNodeId())
                                .setHere(ended >= 0)
                                .setEnded(Math.max(0, ended))
                                .build()));
    }

    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderReply> out) {
        int partition = request.getPartition();
        int count = facts.map().ring().assignments().size();
        if (partition < 0 || partition >= count) {
            out.onError(Status.INVALID_ARGUMENT
                    .withDescription("there are partitions 0 to " + (count - 1) + ", and no "
                            + Integer.toUnsignedString(partition))
                    .asRuntimeException());
            return;
        }
        did("move_leader partition=" + partition + " to=" + request.getNodeId());
        core.moveLeader(
                partition,
                request.getNodeId(),
                to(
                        out,
                        move -> MoveLeaderReply.newBuilder()
                                .setHere(move != LeaderMove.ELSEWHERE)
                                .setOwner(owner(partition).getNodeId())
                                .setAsked(move == LeaderMove.ASKED)
                                .build()));
    }

    @Override
    public void changeCluster(ChangeRequest request, StreamObserver<ChangeReply> out) {
        ClusterWish wish = ClusterAnswers.wish(request);
        if (wish == null) {
            out.onError(Status.INVALID_ARGUMENT
                    .withDescription("there is no such change as " + request.getKindValue())
                    .asRuntimeException());
            return;
        }
        did("change " + wish.kind() + " " + String.join(" | ", wish.words()));
        core.wish(wish, to(out, ClusterAnswers::reply));
    }

    @Override
    public void recoverMeta(RecoverMetaRequest request, StreamObserver<ChangeReply> out) {
        if (facts.view() == null) {
            refuse(out, "this node is alone: it has no meta group");
            return;
        }
        did("recover_meta id=" + Long.toHexString(request.getId()) + " version=" + request.getVersion());
        core.recoverMeta(
                new MetaRecoveryRequest(request.getId(), request.getVersion(), request.getRecoveries()),
                to(out, ClusterAnswers::reply));
    }

    @Override
    public void setLogLevel(LogLevelRequest request, StreamObserver<LogLevelReply> out) {
        String before = facts.logLevel(request.getLevel());
        if (before == null) {
            out.onError(Status.INVALID_ARGUMENT
                    .withDescription("the levels are ERROR, WARN, INFO, DEBUG and TRACE")
                    .asRuntimeException());
            return;
        }
        did("log_level level=" + request.getLevel() + " before=" + before);
        out.onNext(LogLevelReply.newBuilder().setBefore(before).build());
        out.onCompleted();
    }

    @Override
    public void restart(RestartRequest request, StreamObserver<RestartReply> out) {
        if (!facts.isSupervised()) {
            out.onError(Status.FAILED_PRECONDITION
                    .withDescription(
                            "nobody would start the node again: it runs without --supervised (stop.supervised)")
                    .asRuntimeException());
            return;
        }
        did("restart");
        out.onNext(RestartReply.getDefaultInstance());
        out.onCompleted();
        facts.restart();
    }

    @Override
    public void pin(PinRequest request, StreamObserver<PinReply> out) {
        if (request.getBackup() == 0 || request.getForMs() < 0 || request.getForMs() > PIN_MS_MAX) {
            refuse(out, "a backup has a number, and keeps outboxes for at most " + PIN_MS_MAX / 1_000 + " s at a time");
            return;
        }
        did("pin backup=" + Long.toHexString(request.getBackup()) + " for_ms=" + request.getForMs());
        core.pin(
                request.getBackup(),
                request.getForMs(),
                to(out, led -> PinReply.newBuilder().addAllPartitions(led).build()));
    }

    @Override
    public void copyState(CopyStateRequest request, StreamObserver<CopyStateReply> out) {
        did("copy_state partition=" + request.getPartition());
        copies.start(request, (ServerCallStreamObserver<CopyStateReply>) out);
    }

    @Override
    public void digestState(DigestStateRequest request, StreamObserver<DigestStateReply> out) {
        digests.start(request, (ServerCallStreamObserver<DigestStateReply>) out);
    }

    @Override
    public void tapClients(TapRequest request, StreamObserver<TapReply> out) {
        did("tap_clients for_ms=" + Integer.toUnsignedString(request.getForMs()));
        taps.start(facts.node(), OperatorCheck.OPERATOR.get(), request, (ServerCallStreamObserver<TapReply>) out);
    }

    private static void did(String what) {
        LOG.info("event=operator name={} did={}", OperatorCheck.OPERATOR.get(), what);
    }

    /** @return null if it is none; the caller was told */
    private static byte @Nullable [] user(String text, StreamObserver<?> out) {
        try {
            return UserId.encode(text);
        } catch (IllegalArgumentException e) {
            out.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
            return null;
        }
    }

    /** Answers the caller with what a loop says. */
    private static <T, A> Answer<T> to(StreamObserver<A> out, Function<T, A> reply) {
        // Who has given up waiting hears nothing; without this a loop would hear of it.
        ((ServerCallStreamObserver<A>) out).setOnCancelHandler(() -> {});
        return new Answer<>() {
            @Override
            public void known(T answer) {
                out.onNext(reply.apply(answer));
                out.onCompleted();
            }

            @Override
            public void failed(String why) {
                out.onError(Status.UNAVAILABLE
                        .withDescription("the node cannot answer now: " + why)
                        .asRuntimeException());
            }
        };
    }
}
