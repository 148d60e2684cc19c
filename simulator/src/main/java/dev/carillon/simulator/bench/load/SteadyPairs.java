package dev.carillon.simulator.bench.load;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.CarillonClientBuilder;
import dev.carillon.client.ClientLimits;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.SendResult;
import dev.carillon.client.runtime.ClientRuntime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.NanoClock;

/**
 * One-to-one traffic in an open loop: each sender sends when its time has come, whatever became of what it sent before, and a
 * message's latency counts from when it was due. So a pause shows in every message that it holds up, not in one. Real
 * clients, which reconnect and follow MOVE.
 *
 * <p>{@link #start}, {@link #phase} where something begins, {@link #stop}; then the figures. One thread.
 */
public final class SteadyPairs implements AutoCloseable {
    private static final int LOOPS = 1;
    private static final int CONNECT_SECONDS_MAX = 60;
    private static final long BACK_OFF_MIN_MS = 50;
    private static final long BACK_OFF_MAX_MS = 500;
    private static final int HEADER = Integer.BYTES + Long.BYTES;

    private final ClientRuntime runtime = ClientRuntime.start(LOOPS);
    private final List<Names> names;
    private final LoadTarget.Tokens tokens;
    private final List<Integer> ports;
    private final int size;
    private final long stepNs;
    private final NanoClock clock;
    private final List<Pair> pairs = new ArrayList<>();
    private final CountDownLatch online;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final Thread thread;
    private volatile int phase;
    private volatile boolean stopping;

    /** Who sends, and to whom. */
    public record Names(String sender, String receiver) {
        /** This many pairs of any users. */
        public static List<Names> any(int count) {
            return IntStream.range(0, count)
                    .mapToObj(i -> new Names("s" + i, "r" + i))
                    .toList();
        }
    }

    private final class Pair {
        final String to;
        final CarillonClient sender;
        final CarillonClient receiver;
        /** Latencies by the phase in which their messages were due, ns; written by the runtime's only loop. */
        final List<LongArrayList> latencies = new ArrayList<>();

        Pair(String from, String to) {
            this.to = to;
            this.receiver = client(to, this);
            this.sender = client(from, null);
        }

        void onMessage(byte[] payload) {
            ByteBuffer b = ByteBuffer.wrap(payload);
            int of = b.getInt();
            while (latencies.size() <= of) {
                latencies.add(new LongArrayList());
            }
            latencies.get(of).addLong(Math.max(0, clock.nanoTime() - b.getLong()));
            delivered.incrementAndGet();
        }
    }

    /**
     * Sends nothing yet.
     *
     * @param size bytes of a payload, at least 12
     * @param perSecond messages, of all senders together
     */
    public SteadyPairs(
            List<Integer> ports,
            LoadTarget.Tokens tokens,
            List<Names> names,
            int size,
            double perSecond,
            NanoClock clock) {
        if (names.isEmpty() || size < HEADER || perSecond <= 0) {
            throw new LoadException(
                    "there is at least one pair, a message of at least " + HEADER + " bytes, and a rate above 0");
        }
        this.ports = List.copyOf(ports);
        this.names = List.copyOf(names);
        this.tokens = tokens;
        this.size = size;
        this.stepNs = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        this.clock = clock;
        this.online = new CountDownLatch(2 * names.size());
        names.forEach(each -> pairs.add(new Pair(each.sender(), each.receiver())));
        this.thread = new Thread(this::run, "steady-pairs");
        thread.setDaemon(true);
    }

    private CarillonClient client(String user, @org.jspecify.annotations.Nullable Pair pair) {
        byte[] token = tokens.token(user);
        CarillonClientBuilder builder = CarillonClient.builder(user);
        ports.forEach(port -> builder.server("127.0.0.1", port));
        boolean[] seen = {false};
        return builder.token(() -> token)
                .runtime(runtime)
                .executor(Runnable::run)
                .limits(ClientLimits.DEFAULT.withBackOff(BACK_OFF_MIN_MS, BACK_OFF_MAX_MS))
                .onMessage(message -> {
                    if (pair != null) {
                        pair.onMessage(message.payload());
                    }
                })
                .onState(state -> {
                    if (state instanceof ConnectionState.Online && !seen[0]) {
                        seen[0] = true;
                        online.countDown();
                    }
                })
                .connect();
    }

    /** Returns when all are connected and messages flow. */
    public void start(Progress progress) throws InterruptedException {
        progress.require(online, "  connecting " + 2 * pairs.size() + " users", CONNECT_SECONDS_MAX);
        thread.start();
    }

    /** Messages that are due from now on count apart. @return the number of what begins, from 1 */
    public int phase() {
        return ++phase;
    }

    private void run() {
        try {
            long dueNs = clock.nanoTime();
            for (int i = 0; !stopping; i = (i + 1) % pairs.size()) {
                long aheadNs = dueNs - clock.nanoTime();
                if (aheadNs > 0) {
                    TimeUnit.NANOSECONDS.sleep(aheadNs);
                }
                send(pairs.get(i), dueNs);
                dueNs += stepNs;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Pair pair, long dueNs) {
        byte[] payload = new byte[size];
        ByteBuffer.wrap(payload).putInt(phase).putLong(dueNs);
        sent.incrementAndGet();
        pair.sender.send(pair.to, payload).whenComplete((result, failure) -> {
            if (failure != null || result instanceof SendResult.Refused) {
                errors.incrementAndGet();
            }
        });
    }

    /** Sends nothing more, and waits until all that was sent is delivered. @return messages that were not */
    public long stop(Progress progress, double seconds) throws InterruptedException {
        stopping = true;
        thread.join();
        long untilNs = clock.nanoTime() + (long) (seconds * 1e9);
        while (delivered.get() < sent.get() && clock.nanoTime() - untilNs < 0) {
            progress.sleep("  finishing", 0.2);
        }
        return sent.get() - delivered.get();
    }

    /** Sends that failed or were refused. */
    public long errors() {
        return errors.get();
    }

    public int pairs() {
        return pairs.size();
    }

    /** Who a pair is. */
    public Names names(int pair) {
        return names.get(pair);
    }

    /** Latencies of a pair's messages that were due in a phase, ns, in the order of their arrival. After {@link #stop}. */
    public long[] latencies(int pair, int of) {
        List<LongArrayList> all = pairs.get(pair).latencies;
        return of < all.size() ? all.get(of).toLongArray() : new long[0];
    }

    @Override
    public void close() {
        stopping = true;
        runtime.close();
    }
}
