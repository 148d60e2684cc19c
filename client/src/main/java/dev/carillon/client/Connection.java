package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.client.runtime.Link;
import dev.carillon.client.runtime.LinkListener;
import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.client.runtime.Transport;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Tlv;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the attempt to its end (PROTOCOL.md, section 7.2): its phases, and what is written when. What comes
 * in is read by {@link InboundFrames}. All that it knows dies with it.
 *
 * <pre>
 * OPENING   the TCP connection is being made          → GREETING  it stands: HELLO, and unacked SENDs behind it
 * GREETING  waiting for WELCOME                       → ONLINE    WELCOME
 * ONLINE    everything flows
 * ONLINE    GOODBYE                                   → LEAVING   acks still come in; nothing new goes out
 * any       error, end of stream, silence, close()    → CLOSED    told to the session once
 * </pre>
 */
final class Connection implements LinkListener, Keepalive.Subject {
    private enum Phase {
        OPENING,
        GREETING,
        ONLINE,
        LEAVING,
        CLOSED
    }

    private static final long LEAVING_MS = 10_000;

    private final DeviceSession session;
    private final ServerAddress address;
    private final ClientLoop loop;
    private final Handshake handshake;
    private final SendStream sends;
    private final SendAnswers answers;
    private final DeliverStream inbox;
    private final AckStream acks;
    private final Keepalive keepalive;
    private final InboundFrames frames;
    private final Framer framer = new Framer();
    private @Nullable Link link;
    private ClientLoop.@Nullable Timer leavingTimer;
    private Phase phase = Phase.OPENING;
    private boolean pingDue;
    private boolean pumpBlocked;
    private @Nullable Ending leaving;

    Connection(DeviceSession session, ServerAddress address) {
        this.session = session;
        this.address = address;
        this.loop = session.loop();
        this.handshake = new Handshake(session);
        this.sends = new SendStream(session.outbox(), session.identity().holdFrom());
        this.answers = new SendAnswers(session, this, sends);
        this.inbox = new DeliverStream(session.cursor().acked());
        this.acks = new AckStream(session, this::pump);
        this.keepalive = new Keepalive(loop, session.limits(), this);
        this.frames = new InboundFrames(this, answers, new InboxArrivals(session, this, inbox, acks));
    }

    void start(Transport transport) {
        link = transport.connect(loop, address, session.limits().connectTimeoutMs(), this);
    }

    boolean open() {
        return phase != Phase.CLOSED;
    }

    boolean greeting() {
        return phase == Phase.GREETING;
    }

    boolean welcomed() {
        return phase == Phase.ONLINE || phase == Phase.LEAVING;
    }

    // Out.

    /** Writes everything that is due, in one batch. Runs no application code. */
    void pump() {
        Link to = link;
        if (to == null || phase == Phase.OPENING || phase == Phase.CLOSED || pumpBlocked) {
            return;
        }
        session.identity().keep();
        FrameOut out = new FrameOut(loop.scratch(), to);
        handshake.write(out, inbox.position());
        long before = sends.next();
        if (phase != Phase.LEAVING) {
            sends.write(out);
        }
        if (phase == Phase.ONLINE) {
            session.readMarks().write(out, inbox.position());
            writePing(out);
        }
        if (phase != Phase.GREETING) {
            acks.write(out, inbox.position(), sends.next() > before);
        }
        if (out.flush()) {
            keepalive.wrote();
        }
        pumpBlocked = !out.writable();
    }

    private void writePing(FrameOut out) {
        if (pingDue) {
            pingDue = false;
            out.end(FrameEncoder.ping(out.buffer(), out.reserve(0), inbox.position()));
        }
    }

    // Phases.

    /** WELCOME: what does not fit ends it, else everything may flow. */
    void welcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {
        Misfit misfit = handshake.judge(head, ackedCseq, buffer, tlvs, tlvsLength);
        if (misfit != null) {
            misfits(misfit);
            return;
        }
        phase = Phase.ONLINE;
        inbox.stamp(timeMs);
        keepalive.start(1_000 * Tlv.number(buffer, tlvs, tlvsLength, Tlv.KEEPALIVE, Limits.KEEPALIVE_SECONDS_DEFAULT));
        session.online(address, enrolled, head);
        answers.welcome(
                ackedCseq, Tlv.windowMessages(buffer, tlvs, tlvsLength), Tlv.windowBytes(buffer, tlvs, tlvsLength));
    }

    /** The device's numbers and the node's contradict one another. */
    void misfits(Misfit misfit) {
        if (misfit.newDevice()) {
            session.startOver(misfit.ending().sentence());
        }
        end(misfit.ending());
    }

    /** GOODBYE: acks still come in; nothing new goes out. */
    void leave(Ending asked) {
        leaving = asked;
        phase = Phase.LEAVING;
        handshake.stop();
        leavingTimer = loop.schedule(() -> end(asked), LEAVING_MS);
    }

    /** ERROR. */
    void refused(Ending ending) {
        if (phase == Phase.GREETING) {
            handshake.refused();
        }
        end(ending);
    }

    /** The node broke the protocol: it is told, and the connection ends. */
    void breach(ErrorCode code, String detail) {
        Link to = link;
        if (open() && to != null) {
            FrameOut out = new FrameOut(loop.scratch(), to);
            byte[] text = detail.getBytes(StandardCharsets.UTF_8);
            out.end(FrameEncoder.error(out.buffer(), out.reserve(text.length), code.code(), 0, text));
            out.flush();
        }
        end(Ending.of("the node sent what this client does not understand (" + code + ": " + detail + ")"));
    }

    /** Acks what is owed, says good-bye and closes; the session does not hear of it. */
    void close() {
        Link to = link;
        if (to != null && (phase == Phase.GREETING || phase == Phase.ONLINE)) {
            acks.hurry();
            pump();
            FrameOut out = new FrameOut(loop.scratch(), to);
            out.end(FrameEncoder.goodbye(out.buffer(), out.reserve(0), 0, 0, 0));
            out.flush();
        }
        shut();
    }

    /** Ends it, and tells the session. Nothing happens a second time. */
    void end(Ending ending) {
        if (open()) {
            shut();
            session.ended(this, ending);
        }
    }

    private void shut() {
        phase = Phase.CLOSED;
        keepalive.stop();
        acks.stop();
        answers.stop();
        handshake.stop();
        if (leavingTimer != null) {
            leavingTimer.cancel();
        }
        if (link != null) {
            link.close();
        }
    }

    // From the link.

    @Override
    public void onOpened() {
        session.guard(() -> {
            phase = Phase.GREETING;
            handshake.begin(this::noWelcome);
            pump();
        });
    }

    private void noWelcome() {
        if (phase == Phase.GREETING) {
            end(Ending.of("the node did not answer HELLO"));
        }
    }

    @Override
    public void onBytes(DirectBuffer buffer, int offset, int length) {
        session.guard(() -> {
            session.batchBegins();
            framer.bytes(buffer, offset, length, frames, this);
        });
    }

    @Override
    public void onReadComplete() {
        keepalive.read();
        session.batchEnds();
        session.guard(this::pump);
    }

    @Override
    public void onWritable() {
        pumpBlocked = false;
        session.guard(this::pump);
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        session.batchEnds();
        if (leaving != null) {
            end(leaving);
        }
        end(phase == Phase.OPENING ? Ending.notOpened(address, cause) : Ending.broken(cause));
    }

    // From the keepalive.

    @Override
    public boolean answerExpected() {
        return sends.anyInFlight() || session.readMarks().unconfirmed();
    }

    @Override
    public void pingDue() {
        pingDue = true;
        session.guard(this::pump);
    }

    @Override
    public void dead() {
        end(Ending.of("the node has been silent for too long"));
    }
}
