package dev.carillon.simulator.recording.live;

import dev.carillon.admin.v1.AdminGrpc;
import dev.carillon.admin.v1.TapRequest;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import io.grpc.ManagedChannel;
import io.grpc.stub.MetadataUtils;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Nodes that tell what their clients say and hear; noted in an {@link EventQueue}. Any thread. */
final class NodeTaps implements Watched {
    /** A node records for so long at a time. */
    static final Duration FOR_MAX = Duration.ofDays(1);

    /** How long after its time a node is waited for. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private static final long ANSWER_MS = 10_000;
    private static final long CLOSE_MS = 3_000;

    private final EventQueue queue;
    private final LongSupplier nowUs;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<NodeTap> taps = new ArrayList<>();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();

    /** @param nowUs microseconds since the recording began */
    NodeTaps(EventQueue queue, LongSupplier nowUs) {
        this.queue = queue;
        this.nowUs = nowUs;
    }

    /**
     * Asks one more node to tell.
     *
     * @param length not above {@link #FOR_MAX}
     * @return how many connections were there before, and will not be seen
     * @throws RefusedException if it does not, with a sentence
     */
    int add(InetSocketAddress node, Operator operator, Duration length) throws RefusedException, InterruptedException {
        String name = node.getHostString() + ":" + node.getPort();
        ManagedChannel channel = operator.channel(node);
        channels.add(channel);
        NodeTap tap = new NodeTap(name, this::note, queue::lost, nowUs, connections::incrementAndGet);
        AdminGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(operator.headers()))
                .tapClients(
                        TapRequest.newBuilder()
                                .setForMs((int) length.toMillis())
                                .build(),
                        tap);
        boolean answered = tap.awaitAnswer(ANSWER_MS);
        if (!tap.isBegun()) {
            String why = answered ? tap.trouble() : null;
            throw new RefusedException(
                    why == null ? "The node at " + name + " did not answer within " + ANSWER_MS / 1_000 + " s" : why);
        }
        taps.add(tap);
        return tap.older();
    }

    /** A node does not tell; the message is for people and has no full stop. */
    static final class RefusedException extends Exception {
        RefusedException(String why) {
            super(why);
        }
    }

    private void note(Event event) {
        if (event instanceof Event.Closed closed && closed.how() == Ending.UNREADABLE) {
            unreadable.incrementAndGet();
        }
        queue.add(event);
    }

    @Override
    public long connections() {
        return connections.get();
    }

    @Override
    public int openNow() {
        return taps.stream().mapToInt(NodeTap::openNow).sum();
    }

    @Override
    public long unreadable() {
        return unreadable.get();
    }

    @Override
    public @Nullable String over() {
        if (!taps.stream().allMatch(NodeTap::isOver)) {
            return null;
        }
        return complaints().isEmpty() ? "its time is over" : "no node tells anything more";
    }

    @Override
    public List<String> complaints() {
        return taps.stream().map(NodeTap::trouble).filter(Objects::nonNull).toList();
    }

    @Override
    public void close() throws InterruptedException {
        taps.forEach(NodeTap::leave);
        for (ManagedChannel channel : channels) {
            channel.shutdownNow();
        }
        for (ManagedChannel channel : channels) {
            channel.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS);
        }
        // A channel is gone before its last callback has run.
        for (NodeTap tap : taps) {
            tap.awaitEnd(CLOSE_MS);
        }
    }
}
