package dev.carillon.node.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.node.cluster.Format;
import dev.carillon.node.replication.SingleCopyReplication;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.log.MemoryLog;
import dev.carillon.storage.memory.MemoryStateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;

/** Two partitions of one node, one user in each, and what carries between them. */
final class Town {
    static final Partitions RING = Partitions.of(2);
    static final byte[] ALICE = userOf(0, "alice");
    static final byte[] BOB = userOf(1, "bob");
    private static final long BACKUP = 77;
    private static final long STEP_NS = RelayPump.RESEND_NS / 20;

    final MemoryStateEngine engine;
    final SingleCopyReplication replication = new SingleCopyReplication(new MemoryLog());
    final LossyRelay relay = new LossyRelay(1);
    final DeliveryPartition from;
    final DeliveryPartition to;
    final List<ErrorCode> refused = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    final Meter meter = new Meter();
    long nowNs = 1_000_000_000L;

    Town(MemoryStateEngine engine) {
        this(engine, 1, 1);
    }

    /** Of partitions in these generations. */
    Town(MemoryStateEngine engine, long fromGeneration, long toGeneration) {
        this.engine = engine;
        LoopContext context = new LoopContext(
                RING,
                replication,
                relay,
                LeadershipListener.NOBODY,
                meter,
                alarms::add,
                new InboxLimits(1_000, 1 << 20, 8),
                STEP_NS,
                () -> Format.NEWEST,
                Format.NEWEST);
        from = new DeliveryPartition(0, fromGeneration, false, engine, context);
        to = new DeliveryPartition(1, toGeneration, false, engine, context);
        relay.connect(from, to);
        relay.heal();
        replication.start();
    }

    void passes() {
        for (int i = 0; i < 10; i++) {
            pass();
        }
    }

    void pass() {
        relay.carry(nowNs);
        from.propose(nowNs / 1_000_000, true, nowNs);
        to.propose(nowNs / 1_000_000, true, nowNs);
        replication.commit();
        replication.sync();
        from.relayAway(nowNs);
        to.relayAway(nowNs);
        from.tick(nowNs / 1_000_000, nowNs);
        to.tick(nowNs / 1_000_000, nowNs);
        nowNs += STEP_NS;
    }

    void pin(long forMs) {
        from.pin(BACKUP, forMs);
        to.pin(BACKUP, forMs);
        passes();
    }

    void enrol(long install) {
        from.resume(ALICE, install, true, 0, new Unnumbered() {
            @Override
            public void onResumed(UserState user, DeviceState device, boolean enrolled) {}

            @Override
            public void onResumeRefused(ErrorCode why) {
                refused.add(why);
            }
        });
        passes();
    }

    void send(long install, int first, int last) {
        send(install, first, last, "m");
    }

    /** Sends with these sequences, which also number the texts. */
    void send(long install, int first, int last, String prefix) {
        for (int i = first; i <= last; i++) {
            byte[] text = (prefix + i).getBytes(UTF_8);
            from.accept(ALICE, install, i, false, 1, BOB, new UnsafeBuffer(text), 0, text.length);
        }
        passes();
    }

    List<byte[]> copy(DeliveryPartition partition) {
        StateBatch batch = partition.freeze();
        if (batch != null) {
            engine.write(batch);
            partition.onWritten(batch);
        }
        List<byte[]> chunks = new ArrayList<>();
        try (StateExport export = engine.export(partition.number())) {
            UnsafeBuffer chunk = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES]);
            for (int length = export.read(chunk, 0, chunk.capacity());
                    length > 0;
                    length = export.read(chunk, 0, chunk.capacity())) {
                byte[] bytes = new byte[length];
                chunk.getBytes(0, bytes);
                chunks.add(bytes);
            }
        }
        return chunks;
    }

    List<String> inbox() {
        List<String> texts = new ArrayList<>();
        UserState state = Objects.requireNonNull(to.findUser(BOB, UserHash.of(BOB)));
        state.inbox().read(1, Integer.MAX_VALUE, (seq, b, item, length) -> {
            int payload = InboxItem.payload(b, item);
            texts.add(b.getStringWithoutLengthUtf8(payload, item + length - payload));
            return true;
        });
        return texts;
    }

    static byte[] userOf(int partition, String prefix) {
        int n = 0;
        while (RING.ofUser((prefix + n).getBytes(UTF_8)) != partition) {
            n++;
        }
        return (prefix + n).getBytes(UTF_8);
    }
}
