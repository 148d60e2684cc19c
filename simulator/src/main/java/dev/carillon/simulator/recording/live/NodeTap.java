package dev.carillon.simulator.recording.live;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.TapEvent;
import dev.carillon.admin.v1.TapOpened;
import dev.carillon.admin.v1.TapReply;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what one node tells of its clients (ADMIN.md, TapClients), and notes what it means. Calls back on the channel's
 * thread; everything else may be asked by any thread.
 */
final class NodeTap implements StreamObserver<TapReply> {
    private final String node;
    private final Consumer<Event> events;
    private final LongConsumer lost;
    private final LongSupplier nowUs;
    private final LongSupplier numbers;
    private final Map<Long, Followed> open = new HashMap<>();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private int older;
    private long beganUs;
    private long eventUs;
    private boolean begun;
    private boolean complete;
    private boolean left;
    private @Nullable Status failure;

    /**
     * @param node its address, for people
     * @param nowUs microseconds since the recording began
     * @param numbers the next connection's, over all nodes
     */
    NodeTap(String node, Consumer<Event> events, LongConsumer lost, LongSupplier nowUs, LongSupplier numbers) {
        this.node = node;
        this.events = events;
        this.lost = lost;
        this.nowUs = nowUs;
        this.numbers = numbers;
    }

    /** A connection whose HELLO was seen. */
    private record Followed(ConnectionWatch watch, FrameTail client, FrameTail node) {}

    @Override
    public synchronized void onNext(TapReply reply) {
        if (reply.hasBegun()) {
            begun = true;
            beganUs = nowUs.getAsLong();
            older = reply.getBegun().getOlderConnections();
            answered.countDown();
        }
        if (reply.getLost() > 0) {
            lost.accept(reply.getLost());
        }
        reply.getEventsList().forEach(this::note);
        complete |= reply.getOver();
    }

    private void note(TapEvent event) {
        eventUs = beganUs + event.getAtUs();
        long connection = event.getConnection();
        if (event.hasOpened()) {
            opened(connection, event.getOpened());
            return;
        }
        Followed known = open.get(connection);
        if (known == null) {
            return;
        }
        switch (event.getWhatCase()) {
            case HEARD -> tell(known.client, event.getHeard());
            case TOLD -> tell(known.node, event.getTold());
            case CUT -> {
                known.watch.lostSight();
                open.remove(connection);
            }
            case CLOSED -> {
                known.watch.ended(event.getClosed() ? Ending.NODE : Ending.CLIENT);
                open.remove(connection);
            }
            default -> known.watch.lostSight();
        }
    }

    private void opened(long connection, TapOpened hello) {
        ConnectionWatch watch = new ConnectionWatch(numbers.getAsLong(), events, () -> lost.accept(1), () -> eventUs);
        watch.hello(hello.getUser(), hello.getInstall(), hello.getLastSeq(), hello.getNextCseq());
        open.put(connection, new Followed(watch, new FrameTail(watch, true), new FrameTail(watch, false)));
    }

    private static void tell(FrameTail tail, ByteString frames) {
        tail.append(frames.asReadOnlyByteBuffer());
        tail.tellAll();
    }

    @Override
    public synchronized void onError(Throwable cause) {
        // What comes after it was left is how this side ends a call.
        if (!left) {
            failure = Status.fromThrowable(cause);
        }
        end();
    }

    @Override
    public synchronized void onCompleted() {
        end();
    }

    private void end() {
        answered.countDown();
        eventUs = nowUs.getAsLong();
        open.values().forEach(known -> known.watch.ended(Ending.STILL_OPEN));
        open.clear();
        ended.countDown();
    }

    /** Nothing more is wanted: that it ends is no trouble from now on. */
    synchronized void leave() {
        left = true;
    }

    /** Waits for the first word. */
    boolean awaitAnswer(long withinMs) throws InterruptedException {
        return answered.await(withinMs, TimeUnit.MILLISECONDS);
    }

    /** Waits until all that it tells is noted. */
    void awaitEnd(long withinMs) throws InterruptedException {
        ended.await(withinMs, TimeUnit.MILLISECONDS);
    }

    synchronized int openNow() {
        return open.size();
    }

    /** Connections that were there before, and are not in the recording. */
    synchronized int older() {
        return older;
    }

    synchronized boolean isBegun() {
        return begun;
    }

    synchronized boolean isOver() {
        return complete || ended.getCount() == 0;
    }

    /** Why it ended before its time; null if it did not. */
    synchronized @Nullable String trouble() {
        Status why = failure;
        if (why == null || why.getCode() == Status.Code.CANCELLED) {
            return null;
        }
        String said = String.valueOf(why.getDescription());
        return switch (why.getCode()) {
            case UNAUTHENTICATED ->
                "The node at " + node + " does not take this operator's token (" + said
                        + "). Name one with --token ('./carillon token --operator NAME' issues it), or --insecure-dev if"
                        + " the nodes run with it";
            case UNAVAILABLE ->
                begun
                        ? "The node at " + node + " was lost (" + said + "); what it had told before is recorded"
                        : "Nobody answers operators at " + node + " (" + said
                                + "). Look whether it is the admin address, and"
                                + " whether --ca is there if the nodes have certificates";
            case UNIMPLEMENTED ->
                "The node at " + node + " is of a version that cannot be recorded; put a --proxy before it";
            default -> "The node at " + node + " says: " + said;
        };
    }
}
