package dev.carillon.node.replication.raft;

import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.disk.SimulatedDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A node of the simulation: disks that survive, loops that do not. */
final class SimNode {
    private static final long CAPACITY = 64 << 20;

    private final SimCluster cluster;
    private final SimulatedWorld world;
    private final int id;
    private long incarnation = 1;
    private SimulatedDisk[] disks;
    private final SimState.Saved[] saved;
    private final @Nullable SimState[] states;
    private final @Nullable Replica[] replicas;
    private final RaftLoop[] loops;
    private final SegmentLog[] logs;
    private final long[] busyUntil;
    private final long[] passAt;
    private final List<Runnable> afterPass = new ArrayList<>();
    private int life;
    private boolean up;
    private boolean refused;
    private long pausedUntil;
    /** When what is sent now leaves: a sync takes time. */
    private long lateNs;

    SimNode(SimCluster cluster, int id) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.id = id;
        int loopCount = cluster.loops;
        disks = new SimulatedDisk[loopCount];
        loops = new RaftLoop[loopCount];
        logs = new SegmentLog[loopCount];
        busyUntil = new long[loopCount];
        passAt = new long[loopCount];
        saved = new SimState.Saved[cluster.groups.size()];
        states = new SimState[saved.length];
        replicas = new Replica[saved.length];
        newDisks();
    }

    private void newDisks() {
        for (int i = 0; i < disks.length; i++) {
            disks[i] = new SimulatedDisk(world.random().nextLong(), CAPACITY);
        }
        for (int i = 0; i < saved.length; i++) {
            saved[i] = new SimState.Saved(0, 0, new long[cluster.clients]);
        }
    }

    int id() {
        return id;
    }

    SimCluster cluster() {
        return cluster;
    }

    boolean isUp() {
        return up;
    }

    /** Its disk was wiped, and the group does not know the new one. */
    boolean isRefused() {
        return refused;
    }

    SimulatedDisk disk(int loop) {
        return disks[loop];
    }

    @Nullable
    SimState state(int group) {
        return up ? states[group] : null;
    }

    @Nullable
    Replica replica(int group) {
        return up ? replicas[group] : null;
    }

    void start() {
        if (up || refused) {
            return;
        }
        try {
            for (int i = 0; i < loops.length; i++) {
                disks[i].restart();
                disks[i].failSyncAfter(Integer.MAX_VALUE);
                logs[i] = SegmentLog.open(
                        disks[i],
                        LogOptions.of(i + 1).withSegmentBytes(cluster.segmentBytes),
                        Runnable::run,
                        world::nanoTime);
                int loop = i;
                SimLog timed = new SimLog(logs[i], () -> lateNs = world.nanoTime() + cluster.syncNs());
                loops[i] = new RaftLoop(
                        timed,
                        (target, group, buffer, offset, length) -> send(target.node(), buffer, offset, length),
                        world,
                        world.random(),
                        cluster.engineErrors,
                        cluster.options,
                        Runnable::run,
                        () -> {});
                openGroups(loop);
                loops[i].start();
                passAt[i] = Long.MAX_VALUE;
                busyUntil[i] = 0;
            }
        } catch (IllegalArgumentException e) {
            refused = true;
            cluster.counts.refusedIncarnations++;
            return;
        }
        up = true;
        life++;
        cluster.onStart(this);
        for (int i = 0; i < loops.length; i++) {
            schedulePass(i, world.nanoTime());
        }
    }

    private void openGroups(int loop) {
        for (RaftGroup group : cluster.groups) {
            if (group.number() % loops.length == loop
                    && group.members().stream().anyMatch(member -> member.node() == id)) {
                SimState state = new SimState(this, group.number(), saved[group.number()]);
                states[group.number()] = state;
                replicas[group.number()] = loops[loop].open(
                        group, new RaftMember(id, 1, incarnation), new Marker(1, state.index), state, true);
            }
        }
    }

    private void send(int target, DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        long leaves = Math.max(world.nanoTime(), lateNs);
        cluster.network.send(id, target, bytes, leaves - world.nanoTime());
    }

    void receive(byte[] bytes) {
        if (!up) {
            return;
        }
        if (isPaused()) {
            world.after(pausedUntil - world.nanoTime(), () -> receive(bytes));
            return;
        }
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        int loop = MessageDecoder.logNumber(buffer, 0, bytes.length) % loops.length;
        if (loops[loop].receive(buffer, 0, bytes.length) == null) {
            schedulePass(loop, world.nanoTime());
        }
    }

    private boolean isPaused() {
        return pausedUntil > world.nanoTime();
    }

    private void schedulePass(int loop, long atNs) {
        long at = Math.max(Math.max(atNs, busyUntil[loop]), Math.max(pausedUntil, world.nanoTime()));
        if (at < passAt[loop]) {
            passAt[loop] = at;
            int now = life;
            world.after(at - world.nanoTime(), () -> {
                if (up && now == life && passAt[loop] == at) {
                    pass(loop);
                }
            });
        }
    }

    private void pass(int loop) {
        passAt[loop] = Long.MAX_VALUE;
        if (isPaused()) {
            schedulePass(loop, pausedUntil);
            return;
        }
        lateNs = 0;
        try {
            loops[loop].pass();
        } catch (LogFailedException e) {
            crash();
            return;
        }
        busyUntil[loop] = lateNs;
        afterPass.forEach(Runnable::run);
        afterPass.clear();
        lateNs = 0;
        if (world.chance(0.02)) {
            saveSome(loop);
        }
        schedulePass(loop, loops[loop].nextDeadlineNs());
    }

    /** The state engine flushes now and then. */
    private void saveSome(int loop) {
        for (int group = loop; group < states.length; group += loops.length) {
            SimState state = states[group];
            Replica replica = replicas[group];
            if (state != null && replica != null && world.chance(0.5)) {
                SimState.Saved copy = state.copy();
                saved[group] = copy;
                replica.release(state.save(copy));
            }
        }
    }

    void ackAfterPass(SimState state, int client, long sequence) {
        int term = state.leadingTerm;
        afterPass.add(() -> ack(state.group, term, client, sequence));
    }

    private void ack(int group, int term, int client, long sequence) {
        cluster.invariants.acked(group, term, id, client, sequence);
        cluster.onAck(group, client, sequence, Math.max(0, lateNs - world.nanoTime()));
        cluster.counts.lastAckNode = id;
    }

    /** A client's request; @return whether this node leads the group */
    boolean request(int group, int client, long sequence) {
        SimState state = state(group);
        Replica replica = replica(group);
        if (state == null || replica == null || isPaused() || !replica.isLeading()) {
            return false;
        }
        if (sequence <= state.high[client]) {
            ack(group, state.leadingTerm, client, sequence);
            return true;
        }
        UnsafeBuffer entry =
                new UnsafeBuffer(new byte[SimState.ENTRY_BYTES + world.random().nextInt(400)]);
        entry.putInt(0, client);
        entry.putLong(4, sequence);
        replica.propose(entry, 0, entry.capacity());
        schedulePass(group % loops.length, world.nanoTime());
        return true;
    }

    /** A read that must see everything acked before it was asked. */
    void read(int group) {
        Replica replica = replica(group);
        if (replica == null || isPaused() || !replica.isLeading()) {
            return;
        }
        long[] promised = cluster.invariants.ackedNow(group);
        replica.confirmLeadership(leads -> {
            SimState state = states[group];
            if (leads && state != null) {
                cluster.invariants.confirmedReads++;
                cluster.invariants.complete(group, id, state.high, promised, "answered a read");
            }
        });
        schedulePass(group % loops.length, world.nanoTime());
    }

    void fetch(SimState state, long atLeast, int from) {
        int now = life;
        world.after(world.between(1, 40) * SimulatedWorld.MS, () -> {
            SimState source = cluster.nodes.get(from).state(state.group);
            Replica replica = replica(state.group);
            if (!up || now != life || source == null || replica == null || source.index < atLeast) {
                return;
            }
            if (source.index > state.index && cluster.network.isOpen(from, id)) {
                SimState.Saved copy = source.copy();
                saved[state.group] = copy;
                state.jump(copy);
                replica.stateInstalled(new Marker(1, copy.index()));
                cluster.counts.statesFetched++;
                schedulePass(state.group % loops.length, world.nanoTime());
            }
        });
    }

    void nodeDown(int dead) {
        if (up && !isPaused()) {
            for (int i = 0; i < loops.length; i++) {
                loops[i].nodeDown(dead);
                schedulePass(i, world.nanoTime());
            }
        }
    }

    void nodeConnected(int other) {
        if (up && !isPaused()) {
            for (int i = 0; i < loops.length; i++) {
                loops[i].nodeConnected(other);
                schedulePass(i, world.nanoTime());
            }
        }
    }

    void pause(long ns) {
        pausedUntil = world.nanoTime() + ns;
        // Somebody else may lead by then, and this node does not know it yet.
        world.after(ns, () -> cluster.groups.forEach(group -> read(group.number())));
        for (int i = 0; i < loops.length; i++) {
            passAt[i] = Long.MAX_VALUE;
            if (up) {
                schedulePass(i, pausedUntil);
            }
        }
    }

    /** The power goes off in the middle of one of the next changes of a disk, or now. */
    void cutPowerSoon(int loop, int changes) {
        disks[loop].cutPowerAfter(changes);
    }

    void failSyncSoon(int loop) {
        disks[loop].failSyncAfter(1);
    }

    void crash() {
        if (up) {
            up = false;
            afterPass.clear();
            cluster.counts.add(loops);
            cluster.counts.crashes++;
            for (SimulatedDisk disk : disks) {
                disk.powerCut();
            }
            cluster.onCrash(this);
        }
    }

    void wipe() {
        crash();
        incarnation++;
        for (SimulatedDisk disk : disks) {
            cluster.counts.addDisk(disk);
        }
        newDisks();
    }

    void finish() {
        if (up) {
            cluster.counts.add(loops);
        }
        for (SimulatedDisk disk : disks) {
            cluster.counts.addDisk(disk);
        }
    }
}
