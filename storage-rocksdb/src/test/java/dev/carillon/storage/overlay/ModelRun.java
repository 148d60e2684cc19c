package dev.carillon.storage.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One seed: random operations on an overlay over an engine, beside a naive model that keeps everything in maps. Every
 * operation that changes state has a log index; after a crash those above the engine's marker are applied again.
 */
final class ModelRun {
    /** How the engine under test loses power; gives the engine found afterwards. */
    interface Crash {
        StateEngine crash(StateEngine running, Random random);
    }

    private static final int QUEUES = 5;
    private static final int KEYS = 6;
    private static final int LARGE_ITEM = 40_000;

    private final Random random;
    private final int partition;
    private final Crash crash;
    private final List<Operation> log = new ArrayList<>();
    private final StringBuilder story = new StringBuilder();
    private StateEngine engine;
    private MiniState state;
    private NaiveState model = new NaiveState();
    private @Nullable StateBatch frozen;
    private boolean handedToEngine;
    int crashes;
    int markersLost;

    ModelRun(long seed, int partition, StateEngine engine, Crash crash) {
        this.random = new Random(seed);
        this.partition = partition;
        this.engine = engine;
        this.crash = crash;
        this.state = new MiniState(partition, engine);
    }

    /** An entry of the log. */
    record Operation(Kind kind, int target, byte[] bytes) {}

    enum Kind {
        APPEND,
        TRIM,
        PUT,
        DELETE
    }

    StateEngine run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        checkAll();
        settle();
        checkEngine();
        return engine;
    }

    String story() {
        return story.toString();
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 38) {
            apply(new Operation(Kind.APPEND, random.nextInt(QUEUES), item()));
        } else if (dice < 58) {
            trim(random.nextInt(QUEUES));
        } else if (dice < 66) {
            apply(new Operation(Kind.PUT, random.nextInt(KEYS), item()));
        } else if (dice < 69) {
            apply(new Operation(Kind.DELETE, random.nextInt(KEYS), new byte[0]));
        } else if (dice < 79) {
            read(random.nextInt(QUEUES));
        } else if (dice < 82) {
            state.evictWhatIsClean();
            note("evict");
        } else if (dice < 89) {
            freeze();
        } else if (dice < 94) {
            write();
        } else if (dice < 97) {
            written();
        } else if (dice < 98) {
            engine.flush();
            note("flush");
        } else if (dice < 99) {
            crash();
        } else {
            checkAll();
        }
    }

    private void apply(Operation operation) {
        log.add(operation);
        note(operation.kind + " " + operation.target + " #" + log.size());
        state.apply(operation);
        model.apply(operation);
    }

    private void trim(int queue) {
        NaiveState.Items items = model.queue(queue);
        int kept = items.values.size();
        if (kept == 0) {
            return;
        }
        // Often everything, as when a device acks.
        int count = random.nextBoolean() ? kept : 1 + random.nextInt(kept);
        apply(new Operation(Kind.TRIM, queue, Long.toString(items.first + count).getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] item() {
        int length = random.nextInt(60) == 0 ? LARGE_ITEM + random.nextInt(30_000) : random.nextInt(24);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void read(int queue) {
        NaiveState.Items items = model.queue(queue);
        long from = items.first - 1 + random.nextInt(items.values.size() + 3);
        int max = random.nextInt(5);
        List<byte[]> expected = new ArrayList<>();
        for (long seq = Math.max(from, items.first); seq < items.next() && expected.size() < max; seq++) {
            expected.add(items.values.get((int) (seq - items.first)));
        }
        assertThat(state.read(queue, from, max))
                .as("queue %d from %d", queue, from)
                .containsExactlyElementsOf(expected);
    }

    private void freeze() {
        if (!state.overlay.isInFlight()) {
            frozen = state.overlay.freeze(marker());
            handedToEngine = false;
            note("freeze " + log.size());
        }
    }

    private void write() {
        if (frozen != null && !handedToEngine) {
            engine.write(frozen);
            handedToEngine = true;
            note("write");
        }
    }

    private void written() {
        if (frozen != null && handedToEngine) {
            state.overlay.written(frozen);
            frozen = null;
            note("written");
        }
    }

    private void crash() {
        crashes++;
        engine = crash.crash(engine, random);
        long survived = engine.marker(partition).index();
        note("CRASH, survived " + survived);
        if (survived < log.size()) {
            markersLost++;
        }
        frozen = null;
        state = new MiniState(partition, engine);
        for (Operation operation : log.subList((int) survived, log.size())) {
            state.apply(operation);
        }
        checkAll();
    }

    private void checkAll() {
        for (int queue = 0; queue < QUEUES; queue++) {
            NaiveState.Items items = model.queue(queue);
            assertThat(state.first(queue)).as("first of %d", queue).isEqualTo(items.first);
            assertThat(state.next(queue)).as("next of %d", queue).isEqualTo(items.next());
            assertThat(state.read(queue, 0, Integer.MAX_VALUE))
                    .as("queue %d", queue)
                    .containsExactlyElementsOf(items.values);
        }
        for (int key = 0; key < KEYS; key++) {
            assertThat(state.value(key)).as("record %d", key).isEqualTo(model.records.get(key));
        }
        TreeMap<String, byte[]> scanned = new TreeMap<>();
        state.overlay.scan(MiniState.VALUE_PREFIX, (key, value) -> {
            assertThat(scanned.put(new String(key, StandardCharsets.US_ASCII), value))
                    .isNull();
            return true;
        });
        assertThat(scanned).hasSize(model.records.size());
        model.records.forEach((key, value) -> assertThat(scanned.get("r" + key)).isEqualTo(value));
    }

    /** Brings everything into the engine. */
    private void settle() {
        write();
        written();
        freeze();
        write();
        written();
        assertThat(state.overlay.bytes()).as("bytes held when all is written").isZero();
    }

    /** The engine alone has exactly the state: nothing missing, nothing left over. */
    private void checkEngine() {
        assertThat(engine.marker(partition)).isEqualTo(log.isEmpty() ? Marker.NONE : marker());
        for (int queue = 0; queue < QUEUES; queue++) {
            NaiveState.Items items = model.queue(queue);
            List<byte[]> found = new ArrayList<>();
            engine.readQueue(partition, queue, 0, Integer.MAX_VALUE, (seq, buffer, offset, length) -> {
                assertThat(seq).isEqualTo(items.first + found.size());
                return found.add(MiniState.copy(buffer, offset, length));
            });
            assertThat(found).as("queue %d in the engine", queue).containsExactlyElementsOf(items.values);
        }
        Map<String, byte[]> records = new TreeMap<>();
        engine.scanRecords(partition, MiniState.VALUE_PREFIX, (key, value) -> {
            records.put(new String(key, StandardCharsets.US_ASCII), value);
            return true;
        });
        assertThat(records).hasSize(model.records.size());
    }

    private Marker marker() {
        return log.isEmpty() ? Marker.NONE : new Marker(1, log.size());
    }

    private void note(String what) {
        story.append(what).append('\n');
    }

    /** What the test believes. */
    static final class NaiveState {
        final Map<Integer, byte[]> records = new TreeMap<>();
        private final Map<Integer, Items> queues = new TreeMap<>();

        static final class Items {
            long first = 1;
            final List<byte[]> values = new ArrayList<>();

            long next() {
                return first + values.size();
            }
        }

        Items queue(int number) {
            return queues.computeIfAbsent(number, n -> new Items());
        }

        void apply(Operation operation) {
            Items items = queue(operation.target);
            switch (operation.kind) {
                case APPEND -> items.values.add(operation.bytes);
                case TRIM -> {
                    long to = MiniState.number(operation.bytes);
                    items.values.subList(0, (int) (to - items.first)).clear();
                    items.first = to;
                }
                case PUT -> records.put(operation.target, operation.bytes);
                case DELETE -> records.remove(operation.target);
            }
        }
    }
}
