package dev.carillon.node.peer;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.peer.v1.Packet;
import dev.carillon.peer.v1.Refusal;
import dev.carillon.peer.v1.Welcome;
import io.grpc.ManagedChannel;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way from one loop to one other node: dials, is welcomed, sends, and dials again with a jittered back-off when the
 * connection ends. What was not sent by then is forgotten, as is what {@link #send} does not take.
 *
 * <p>{@link #send}, {@link #room} and {@link #flush} belong to the loop, never block and hold no lock; the rest is for any thread.
 */
public final class PeerLink implements OutgoingStream.Listener {
    private final PeerParts parts;
    private final PeerAdmission admission;
    private final PeerAddress address;
    private final int loop;
    private final PeerPulse pulse;
    private final LinkCounters counters = new LinkCounters();
    private final BackOff backOff;

    /** The welcomed stream; what the loop sends goes there. */
    private volatile @Nullable OutgoingStream welcomed;

    // Guarded by this.
    private @Nullable OutgoingStream current;
    private @Nullable ScheduledFuture<?> ticks;
    private @Nullable ScheduledFuture<?> nextDial;
    private volatile boolean stopped;
    private long pings;
    private long pingSentNs;
    private long pingUnanswered;

    PeerLink(PeerParts parts, PeerAdmission admission, PeerAddress address, int loop) {
        this.parts = parts;
        this.admission = admission;
        this.address = address;
        this.loop = loop;
        this.pulse = parts.pulses().of(address.nodeId());
        this.backOff = new BackOff(parts.times(), parts.random());
    }

    public PeerAddress address() {
        return address;
    }

    public LinkCounters counters() {
        return counters;
    }

    /** Whether the other node has welcomed this one and the connection stands, as far as is known. */
    public boolean isOpen() {
        return welcomed != null;
    }

    /**
     * Takes a frame for the other node, copying it; it leaves with the next {@link #flush}.
     *
     * @param kind one of {@link FrameKind}
     * @param partition whom it is for, at the other node
     * @return false if it was not taken, because the queue is full or nobody is connected: a Raft frame is dropped, for
     *     the engine repeats it; any other the sender keeps, and tries again
     */
    public boolean send(int kind, int partition, DirectBuffer frame, int offset, int length) {
        if (length > parts.limits().frameBytesMax()) {
            throw new IllegalArgumentException("a frame of " + length + " bytes is longer than "
                    + parts.limits().frameBytesMax());
        }
        OutgoingStream stream = welcomed;
        if (stream != null && stream.queue().add(kind, partition, frame, offset, length)) {
            return true;
        }
        counters.notTaken(kind);
        return false;
    }

    /** How long a frame of the kind {@link FrameKind#RELAY} may be that {@link #send} takes now, bytes; 0 if it takes none. */
    public long room() {
        OutgoingStream stream = welcomed;
        return stream == null
                ? 0
                : Math.min(parts.limits().frameBytesMax(), stream.queue().room(FrameKind.RELAY));
    }

    /** Ends a pass: what was sent since the last call goes as one batch or a few. */
    public void flush() {
        OutgoingStream stream = welcomed;
        if (stream != null) {
            stream.queue().seal();
            stream.drain();
        }
    }

    /** Whether it was ended for good. */
    boolean isStopped() {
        return stopped;
    }

    synchronized void start() {
        long ns = parts.times().ping().toNanos();
        ticks = parts.timer().scheduleWithFixedDelay(this::tick, ns, ns, TimeUnit.NANOSECONDS);
        dial();
    }

    synchronized void stop() {
        stopped = true;
        if (ticks != null) {
            ticks.cancel(false);
        }
        OutgoingStream stream = current;
        if (stream != null) {
            forget(stream);
            stream.close();
        }
    }

    /** The other node is there: it has just called. Nothing happens if it is being called or stands. */
    synchronized void dialNow() {
        if (nextDial != null) {
            nextDial.cancel(false);
        }
        dial();
    }

    private void dialLater() {
        nextDial = parts.timer().schedule(this::dial, backOff.nextNs(), TimeUnit.NANOSECONDS);
    }

    private synchronized void dial() {
        nextDial = null;
        if (stopped || current != null) {
            return;
        }
        counters.attempt();
        ManagedChannel channel;
        try {
            channel = parts.network()
                    .channel(address.host(), address.port())
                    .maxInboundMessageSize(parts.limits().messageBytesMax())
                    .build();
        } catch (RuntimeException e) {
            parts.notices()
                    .tell(
                            "call " + address,
                            address + " cannot be called (" + e.getMessage() + "). It will be tried again.");
            dialLater();
            return;
        }
        OutgoingStream stream = new OutgoingStream(
                channel, this, parts.limits(), counters, parts.clock().nanoTime());
        current = stream;
        pingUnanswered = 0;
        stream.start(parts.hello(address, loop));
    }

    private synchronized void tick() {
        OutgoingStream stream = current;
        if (stream == null) {
            return;
        }
        long nowNs = parts.clock().nanoTime();
        if (!stream.isOpen()) {
            if (nowNs - stream.startNs() > parts.times().handshake().toNanos()) {
                giveUp(stream, "There was no answer from " + address + " in time. It will be tried again.");
            }
        } else if (nowNs - stream.lastHeardNs() > parts.times().silence().toNanos()) {
            giveUp(
                    stream,
                    "Nothing was heard from " + address + " for "
                            + parts.times().silence().toMillis() + " ms. It will be called anew.");
        } else if (pingUnanswered == 0) {
            pingUnanswered = ++pings;
            pingSentNs = nowNs;
            stream.ping(pings);
        }
    }

    private void giveUp(OutgoingStream stream, String why) {
        parts.notices().tell("silent " + address, why);
        end(stream);
    }

    @Override
    public synchronized void onPacket(OutgoingStream stream, Packet packet) {
        if (stream != current) {
            return;
        }
        long nowNs = parts.clock().nanoTime();
        stream.heard(nowNs);
        if (stream.isOpen()) {
            pulse.heard(nowNs);
        }
        switch (packet.getContentCase()) {
            case WELCOME -> welcome(stream, packet.getWelcome(), nowNs);
            case REFUSAL -> refused(packet.getRefusal());
            case PING -> stream.pong(packet.getPing().getNumber());
            case PONG -> {
                if (packet.getPong().getNumber() == pingUnanswered) {
                    pingUnanswered = 0;
                    pulse.roundTrip(nowNs - pingSentNs);
                }
            }
            default ->
                refuse(
                        stream,
                        address + " sent something that the protocol between nodes does not allow ("
                                + packet.getContentCase()
                                + "). The connection was closed; are both nodes of compatible versions?");
        }
    }

    private void welcome(OutgoingStream stream, Welcome welcome, long nowNs) {
        String wrong = stream.isOpen()
                ? "welcomed this node twice"
                : WelcomeJudgement.wrong(welcome, parts, address, stream.session());
        if (wrong != null) {
            refuse(stream, address + " " + wrong + " The connection was closed, nothing was sent.");
            return;
        }
        if (admission.isEvicted(welcome.getNodeId(), welcome.getIncarnation())) {
            // It must not count as alive: it has forgotten what it voted and acked, and is refused where it calls.
            refuse(
                    stream,
                    address + " is another life of node " + address.nodeId()
                            + " than the one that is known here: its disk was wiped, or its data is another's. It is not"
                            + " spoken to. Replace it ('carillon ring apply --replace-lost').");
            return;
        }
        pulse.incarnation(welcome.getIncarnation());
        pulse.heard(nowNs);
        pulse.streamsOut(1);
        counters.connected();
        stream.open();
        welcomed = stream;
    }

    private void refused(Refusal refusal) {
        counters.refused();
        parts.notices()
                .tell(
                        "refused " + address + refusal.getReason(),
                        address + " refused this node (" + refusal.getReason() + "): "
                                + PeerNotices.clean(refusal.getText()));
    }

    private void refuse(OutgoingStream stream, String why) {
        counters.refused();
        parts.notices().tell("refuse " + address, why);
        end(stream);
    }

    @Override
    public synchronized void onEnd(OutgoingStream stream, @Nullable Throwable cause) {
        if (stream == current) {
            if (cause != null) {
                parts.notices().tell("end " + address, PeerTrouble.sentence(address, cause));
            }
            end(stream);
        }
    }

    private void end(OutgoingStream stream) {
        // A node that welcomes and hangs up at once must not be called all the time.
        if (stream.isOpen()
                && parts.clock().nanoTime() - stream.startNs()
                        > parts.times().silence().toNanos()) {
            backOff.reset();
        }
        forget(stream);
        stream.close();
        if (!stopped) {
            dialLater();
        }
    }

    private void forget(OutgoingStream stream) {
        current = null;
        if (welcomed == stream) {
            welcomed = null;
            pulse.streamsOut(-1);
        }
    }
}
