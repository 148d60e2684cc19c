package dev.carillon.node.cluster;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.replication.EndedLog;
import dev.carillon.ring.Assignment;
import dev.carillon.storage.Marker;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the replicas of a loop what the cluster's state says that they should be: opens and ends them, and takes partitions
 * to their next generation. Every step follows from that state, from what the engine has and from what the replica has
 * heard, so that a restart in the middle goes on where it was.
 *
 * <pre>
 *   who                       sees                          does
 *   a member to be            the handover                  fetches a copy, then follows the log
 *   the leader                members to be are close       has SEAL committed
 *   a member to be that       the seal                      brings its state into the engine, for good
 *   followed
 *   a member to be            its base is durable, or its   begins the next generation
 *                             log leads to it
 *   the survivor              a recovery                    hears all that its log has, ends the generation alone, and
 *                                                           begins the next one
 *   any other member          a recovery                    keeps still
 *   its leader                leads                         tells the meta group, which changes the map
 *   a member that stays       the map                       brings its state into the engine, for good, then lets go of
 *                                                           the log before
 *   a member of old           the map                       ends, and removes what it has
 * </pre>
 *
 * <p>Runs on the loop.
 */
public final class LoopHandovers {
    /** A follower that lacks no more entries hears them while the seal is being committed. */
    static final long CLOSE_ENTRIES = 16;

    /** How long followers that are not close are waited for if a majority of the next generation is. */
    static final long STRAGGLERS_NS = 10_000_000_000L;

    /** After such a silence a follower is not close. */
    static final long SILENCE_NS = 1_000_000_000L;

    /** How long a member without a leader waits until it looks for a later state. */
    static final long LEADERLESS_NS = 3_000_000_000L;

    /** How long a generation's base stays in the log, so that one flush serves many that begin together. */
    private static final long HOME_AFTER_NS = 1_000_000_000L;

    /** How long one who was left behind may take to hear how its generation ended. */
    private static final long REST_NS = 3_000_000_000L;

    /** Between two looks while something moves. */
    private static final long STEP_NS = 2_000_000;

    /** The same when nothing has come of it for long. */
    private static final long PATIENT_STEP_NS = 50_000_000;

    private static final long PATIENT_AFTER_NS = 10_000_000_000L;

    private static final long FOLLOW_AGAIN_NS = 20_000_000;
    private static final long REPORT_AGAIN_NS = 100_000_000;

    private final int self;
    private final int loop;
    private final int loops;
    private final ClusterView view;
    private final Owners owners;
    private final Peers peers;
    private final HandoverHost host;
    private final HandoverFrames frames = new HandoverFrames();
    private final Followers followers = new Followers();
    private final long[] nextNs;
    private final long[] sinceNs;

    /** Since when, and which generation, others have gone on to while a replica here has not. */
    private final long[] behindNs;

    private final long[] behind;
    private final BitSet active = new BitSet();
    private @Nullable ClusterState seen;
    private boolean seenConfirmed;
    private long nowNs;

    /** When something happened last. */
    private long movedNs;

    private int hand;

    /** @param loops of this node; partition p is this loop's if p modulo loops says so */
    public LoopHandovers(
            int self,
            int loop,
            int loops,
            ClusterView view,
            Owners owners,
            Peers peers,
            HandoverHost host,
            long nowNs) {
        this.self = self;
        this.loop = loop;
        this.loops = loops;
        this.view = view;
        this.owners = owners;
        this.peers = peers;
        this.host = host;
        this.nowNs = nowNs;
        int numbers = view.state().metaNumber() + 1;
        this.nextNs = new long[numbers];
        this.sinceNs = new long[numbers];
        this.behindNs = new long[numbers];
        this.behind = new long[numbers];
    }

    /** Whether there is something to be done soon. */
    public boolean isBusy() {
        return !active.isEmpty() || view.state() != seen || view.isConfirmed() != seenConfirmed;
    }

    /** How long until the next look, if nothing comes before. Only while {@link #isBusy}. */
    public long stepNs(long now) {
        boolean waits = !view.isConfirmed() || now - movedNs > PATIENT_AFTER_NS;
        return waits ? PATIENT_STEP_NS : STEP_NS;
    }

    /** Each pass that {@link #isBusy}. */
    public void look(long now) {
        nowNs = now;
        boolean confirmed = view.isConfirmed();
        ClusterState state = view.state();
        if (state != seen || confirmed != seenConfirmed) {
            movedNs = now;
            int numbers = state.metaNumber() + 1;
            for (int p = loop; p < numbers; p += loops) {
                if (!active.get(p)) {
                    active.set(p);
                    sinceNs[p] = now;
                    nextNs[p] = now;
                }
            }
        }
        for (int p = active.nextSetBit(0); p >= 0; p = active.nextSetBit(p + 1)) {
            // The meta group runs before anybody can confirm anything: it is who confirms.
            if ((confirmed || p == state.metaNumber()) && !step(p, state)) {
                active.clear(p);
            }
        }
        if (confirmed && !seenConfirmed) {
            host.discardOthers();
        }
        seen = state;
        seenConfirmed = confirmed;
    }

    /** @return whether there is more to do for the partition */
    private boolean step(int p, ClusterState state) {
        Assignment now = state.assignment(p);
        Handover handover = state.handover(p);
        boolean member = now.replicas().contains(self);
        boolean next = handover != null && handover.to().contains(self);
        PartitionReplica replica = host.find(p);
        if (handover != null && handover.recovery() && !isLate(replica, now, handover)) {
            return recover(p, replica, now, handover);
        }
        if (replica == null) {
            return enter(p, state, now.generation(), member, next);
        }
        if (replica.keepsSealed() && replica.generation() <= now.generation()) {
            endSealed(replica);
        }
        if (replica.generation() < now.generation()) {
            return leftBehind(replica, now, member);
        }
        if (replica.generation() > now.generation()) {
            ahead(replica, handover);
            return true;
        }
        if (replica.isBaseDurable() || replica.isSealed()) {
            if (handover != null && next && isMeant(replica, handover)) {
                begin(replica, handover.isFirst(self, replica, now));
            }
            return true;
        }
        if (replica.isFollowing()) {
            return follow(replica, now, member, next);
        }
        if (handover == null) {
            followers.forget(p);
            return replica.keepsSealed();
        }
        if (replica.isLeading()) {
            lead(replica, now, handover);
        } else if (next) {
            lookFurther(replica, now, handover);
        }
        return true;
    }

    /**
     * Whether it is this handover that has ended the replica's generation. It always is, unless the meta group was recovered
     * and forgot another one: then the next generation may have begun with members that nobody here knows of.
     */
    private static boolean isMeant(PartitionReplica replica, Handover handover) {
        return !replica.isSealed() || replica.seal().attempt() == handover.attempt();
    }

    /** A survivor that is in an earlier generation yet has to come to this one first. */
    private boolean isLate(@Nullable PartitionReplica replica, Assignment now, Handover recovery) {
        return recovery.survivor() == self && replica != null && replica.generation() < now.generation();
    }

    /** The generation has lost its majority: its survivor ends it alone, and all others keep still. */
    private boolean recover(int p, @Nullable PartitionReplica replica, Assignment now, Handover handover) {
        if (handover.survivor() != self) {
            if (replica != null) {
                replica.halt();
            }
            return false;
        }
        if (replica == null) {
            if (host.isRemoving(p) || host.marker(p).generation() <= now.generation()) {
                return enter(p, view.state(), now.generation(), true, true);
            }
            // Others need not hear how the generation ended: they do not go on.
            host.create(p, host.marker(p).generation(), false);
            return true;
        }
        if (replica.generation() > now.generation()) {
            ahead(replica, handover);
        } else if (replica.isFollowing()) {
            return follow(replica, now, true, true);
        } else if (replica.keepsSealed()) {
            // A log keeps one generation beside the present one.
            if (replica.isHome()) {
                replica.endSealed();
            } else {
                host.bringHome(replica, true);
            }
        } else if (!replica.isFreezing() && replica.endAlone(handover.attempt())) {
            begin(replica, true);
            host.count(HandoverEvent.RECOVERED);
        }
        return true;
    }

    /** There is no replica here. */
    private boolean enter(int p, ClusterState state, long generation, boolean member, boolean next) {
        if (host.isRemoving(p)) {
            return true;
        }
        Marker has = base(p, state);
        if (has.generation() > generation) {
            // Sealed before the restart, and not published yet. Others may still have to hear the seal from here.
            PartitionReplica replica = host.create(p, has.generation(), !next);
            if (member) {
                replica.openSealed(generation);
            }
            return true;
        }
        long began = Math.max(1, has.generation());
        if (began == generation ? next : began + 1 == generation && member) {
            EndedLog kept = host.openSealed(p, began);
            if (kept != null) {
                host.create(p, began, true).beginAgain(kept);
                host.count(HandoverEvent.GENERATION_BEGUN_AGAIN);
                return true;
            }
        }
        if (member) {
            boolean based = has.generation() == generation || generation == 1 && has.equals(Marker.NONE);
            host.create(p, generation, !based);
            return true;
        }
        if (next) {
            host.create(p, generation, true);
            return true;
        }
        if (!has.equals(Marker.NONE)) {
            leave(p);
        }
        return false;
    }

    /** What there is of a partition; where the meta group has begun anew that is the document it began with. */
    private Marker base(int p, ClusterState state) {
        Marker has = host.marker(p);
        long anew = state.begunAnew(p, self);
        return has.generation() < anew ? new Marker(anew, 0) : has;
    }

    private void leave(int p) {
        host.discardState(p);
        host.count(HandoverEvent.PARTITION_LEFT);
    }

    /** The partition is in a later generation than the replica. */
    private boolean leftBehind(PartitionReplica replica, Assignment now, boolean member) {
        long generation = now.generation();
        if (replica.isFreezing()) {
            return true;
        }
        if (!member) {
            int p = replica.number();
            host.close(replica);
            leave(p);
            // It may be about to hold it again, with a copy.
            return true;
        }
        boolean based = replica.isBaseDurable()
                ? host.marker(replica.number()).generation() == generation
                : replica.isSealed() && replica.generation() + 1 == generation;
        if (based) {
            begin(replica, false);
            return true;
        }
        int p = replica.number();
        if (mayHearTheRest(replica, generation)) {
            if (replica.isFollowing()) {
                hear(replica, now);
            }
            return true;
        }
        // The others have ended what it would have to hear: it begins anew with a copy.
        host.close(replica);
        host.create(p, generation, true);
        return true;
    }

    /** Whether the others still keep what leads to the seal, as far as one can know; a copy takes longer than to hear it. */
    private boolean mayHearTheRest(PartitionReplica replica, long generation) {
        int p = replica.number();
        if (behind[p] != generation) {
            behind[p] = generation;
            behindNs[p] = nowNs;
        }
        return replica.generation() + 1 == generation
                && (!replica.isFollowing() || replica.isBased())
                && nowNs - behindNs[p] < REST_NS;
    }

    /** It has begun what the map does not say yet. */
    private void ahead(PartitionReplica replica, @Nullable Handover handover) {
        // A recovery says nothing of a generation that began in another way.
        boolean meant =
                handover != null && (!handover.recovery() || replica.seal().attempt() == handover.attempt());
        if (replica.isLeading() && handover != null && meant) {
            long pauseNs = replica.sealedAtNs() == 0 ? 0 : Math.max(0, nowNs - replica.sealedAtNs());
            report(
                    replica,
                    new MoveReport(
                            replica.number(),
                            handover.attempt(),
                            replica.generation(),
                            self,
                            replica.seal().index(),
                            replica.seal().sealedHistory(),
                            pauseNs / 1_000));
        }
    }

    /** The base must be there, or the way to it in a log of its own. */
    private void begin(PartitionReplica replica, boolean first) {
        if (replica.keepsSealed() && replica.isHome()) {
            replica.endSealed();
        }
        if (replica.keepsSealed()) {
            host.bringHome(replica, true);
            return;
        }
        if (!replica.isBaseDurable() && replica.isFollowing()) {
            host.bringHome(replica, true);
            return;
        }
        replica.begin(first);
        host.count(HandoverEvent.GENERATION_BEGUN);
        movedNs = nowNs;
        nextNs[replica.number()] = nowNs;
    }

    /** The map has the present generation: once the engine has its base for good, what led to it is not needed any more. */
    private void endSealed(PartitionReplica replica) {
        if (replica.isHome()) {
            replica.endSealed();
        } else if (nowNs - replica.sealedAtNs() > HOME_AFTER_NS) {
            host.bringHome(replica, false);
        }
    }

    private boolean follow(PartitionReplica replica, Assignment now, boolean member, boolean next) {
        int p = replica.number();
        if (member && replica.isBased() && !replica.isFreezing()) {
            // A copy of its own generation: it goes on from there as the member that it is.
            host.close(replica);
            host.create(p, now.generation(), false);
            return true;
        }
        if (!member && !next) {
            if (!replica.isFreezing()) {
                host.close(replica);
                leave(p);
                return false;
            }
            return true;
        }
        hear(replica, now);
        return true;
    }

    private void hear(PartitionReplica replica, Assignment now) {
        int p = replica.number();
        int source = isTime(p, FOLLOW_AGAIN_NS) ? source(p, now.replicas()) : 0;
        if (source == 0) {
            return;
        }
        if (!replica.isBased()) {
            host.stateNeeded(replica, new Marker(now.generation(), 0), source);
        } else {
            frames.follow(peers, source, replica);
        }
    }

    /** Who has the partition: its leader, or, where none is known, one member after the other. */
    private int source(int p, List<Integer> members) {
        int owner = owners.node(p);
        if (owner != self && members.contains(owner) && !peers.isDown(owner)) {
            return owner;
        }
        for (int i = 0; i < members.size(); i++) {
            hand = (hand + 1) % members.size();
            if (members.get(hand) != self && !peers.isDown(members.get(hand))) {
                return members.get(hand);
            }
        }
        return 0;
    }

    private void lead(PartitionReplica replica, Assignment now, Handover handover) {
        int p = replica.number();
        if (replica.seal().aborted() >= handover.attempt()) {
            report(replica, new MoveReport(p, handover.attempt(), 0, self, 0, 0, 0));
        } else if (handover.aborting()) {
            if (isTime(p, REPORT_AGAIN_NS)) {
                replica.propose(handover.attempt(), true);
            }
        } else if (!replica.keepsSealed() && isReady(replica, now, handover) && isTime(p, REPORT_AGAIN_NS)) {
            replica.propose(handover.attempt(), false);
            host.count(HandoverEvent.SEAL_PROPOSED);
        }
    }

    /** Whether enough of the next generation are close: all, or, after a while, most. */
    private boolean isReady(PartitionReplica replica, Assignment now, Handover handover) {
        int close = 0;
        for (int node : handover.to()) {
            boolean stays = now.replicas().contains(node);
            boolean here = node == self || stays && !peers.isDown(node);
            close += here || followers.isClose(replica, node, CLOSE_ENTRIES, SILENCE_NS, nowNs) ? 1 : 0;
        }
        int wanted = handover.to().size();
        return close == wanted || close > wanted / 2 && nowNs - sinceNs[replica.number()] > STRAGGLERS_NS;
    }

    /** A member that hears no leader: the others may have gone on without it. */
    private void lookFurther(PartitionReplica replica, Assignment now, Handover handover) {
        int p = replica.number();
        if (owners.node(p) != 0 && !peers.isDown(owners.node(p))) {
            sinceNs[p] = nowNs;
        } else if (nowNs - sinceNs[p] > LEADERLESS_NS && isTime(p, SILENCE_NS)) {
            List<Integer> others = new ArrayList<>(handover.to());
            others.addAll(now.replicas());
            int source = source(p, others);
            if (source != 0) {
                host.stateNeeded(replica, new Marker(now.generation() + 1L, 0), source);
            }
        }
    }

    private void report(PartitionReplica replica, MoveReport report) {
        int meta = view.state().metaNumber();
        int node = owners.node(meta);
        if (node != 0 && isTime(replica.number(), REPORT_AGAIN_NS)) {
            frames.moved(report);
            if (node == self) {
                host.mail(FrameKind.MOVED, meta, frames.buffer(), HandoverFrames.MOVED);
            } else {
                peers.send(node, FrameKind.MOVED, meta, frames.buffer(), 0, HandoverFrames.MOVED);
            }
        }
    }

    private boolean isTime(int p, long againNs) {
        if (nowNs - nextNs[p] < 0) {
            return false;
        }
        nextNs[p] = nowNs + againNs;
        return true;
    }

    // What others say.

    /** FOLLOW: a member to be wants entries. */
    public void onFollow(int node, int p, DirectBuffer b, int offset, int length) {
        PartitionReplica replica = length == HandoverFrames.FOLLOW ? host.find(p) : null;
        if (replica != null) {
            followers.answer(peers, node, replica, b, offset, nowNs);
        }
    }

    /** FOLLOWED: entries of a log that a replica here follows. */
    public void onFollowed(int node, int p, DirectBuffer b, int offset, int length) {
        PartitionReplica replica = length >= HandoverFrames.FOLLOWED ? host.find(p) : null;
        if (replica == null || !replica.isFollowing() || b.getLong(offset, BIG_ENDIAN) != replica.generation()) {
            return;
        }
        if (HandoverFrames.isGone(b, offset)) {
            if (replica.generation() < view.state().assignment(p).generation()) {
                // It is over, and nobody needs to keep it.
                behindNs[p] = nowNs - REST_NS;
            } else {
                host.stateNeeded(replica, new Marker(replica.generation(), replica.nextEntry()), node);
            }
            return;
        }
        int taken = HandoverFrames.play(replica, b, offset, length);
        if (HandoverFrames.differs(replica, b, offset)) {
            // What it heard is not what the members heard: it must not begin with that.
            host.count(HandoverEvent.HISTORY_DIFFERED);
            host.close(replica);
            leave(p);
            return;
        }
        for (int i = 0; i < taken; i++) {
            host.count(HandoverEvent.ENTRY_FOLLOWED);
        }
        if (taken > 0) {
            // There may be more.
            nextNs[p] = nowNs;
        }
    }
}
