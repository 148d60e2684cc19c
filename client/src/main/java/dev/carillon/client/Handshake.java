package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Tlv;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** HELLO, and the time and judgement of WELCOME (PROTOCOL.md, sections 6.1, 6.2 and 8.6). */
final class Handshake {
    private static final byte[] CLIENT_NAME = "carillon-java/1".getBytes(StandardCharsets.UTF_8);
    private static final long FIRST_HISTORY = 1;

    private final DeviceSession session;
    private final long leftAtStart;
    private final long connection;
    private long lastSeq;
    private boolean helloDue;
    private ClientLoop.@Nullable Timer timer;

    Handshake(DeviceSession session) {
        this.session = session;
        this.leftAtStart = session.outbox().leftBefore();
        this.connection = session.nextConnection();
    }

    /** The connection stands. */
    void begin(Runnable late) {
        helloDue = true;
        timer = session.loop().schedule(late, session.limits().connectTimeoutMs());
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Writes HELLO, once. */
    void write(FrameOut out, long position) {
        if (!helloDue) {
            return;
        }
        helloDue = false;
        lastSeq = position;
        ClientLimits limits = session.limits();
        UnsafeBuffer tlvs = new UnsafeBuffer(new byte[CLIENT_NAME.length + 6 + 2 * Tlv.NUMBERS_LENGTH_MAX]);
        int length = Tlv.putBytes(tlvs, 0, Tlv.CLIENT_NAME, CLIENT_NAME);
        if (limits.deliverMessages() != Limits.WINDOW_MESSAGES_DEFAULT
                || limits.deliverBytes() != Limits.WINDOW_BYTES_DEFAULT) {
            length = Tlv.putWindow(tlvs, length, limits.deliverMessages(), limits.deliverBytes());
        }
        if (session.stays()) {
            length = Tlv.putMark(tlvs, length, Tlv.STAY);
        }
        length = Tlv.putConnection(tlvs, length, session.run(), connection);
        DeviceIdentity identity = session.identity();
        UnsafeBuffer token = new UnsafeBuffer(session.token());
        int at = out.reserve(token.capacity() + length);
        out.end(FrameEncoder.hello(
                out.buffer(),
                at,
                identity.enrol(),
                token,
                0,
                token.capacity(),
                identity.install(),
                position,
                session.outbox().first(),
                tlvs,
                0,
                length));
    }

    /** What in WELCOME does not fit; null if this is the device that the node knows. */
    @Nullable
    Misfit judge(long head, long ackedCseq, DirectBuffer buffer, int tlvs, int tlvsLength) {
        stop();
        long history = Tlv.number(buffer, tlvs, tlvsLength, Tlv.HISTORY, FIRST_HISTORY);
        Misfit misfit = Misfit.of(session.identity(), session.outbox(), lastSeq, history, head, ackedCseq);
        if (misfit == null) {
            session.identity().welcomed(history);
        }
        return misfit;
    }

    /** HELLO was refused, so that nothing behind it had any effect (PROTOCOL.md, section 7.1). */
    void refused() {
        session.outbox().leftOnly(leftAtStart);
    }
}
