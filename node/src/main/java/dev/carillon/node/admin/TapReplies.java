package dev.carillon.node.admin;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.carillon.admin.v1.TapEvent;
import dev.carillon.admin.v1.TapOpened;
import dev.carillon.admin.v1.TapReply;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Packs what was seen of clients into replies. One thread. */
final class TapReplies implements ClientTraffic.Listener {
    /** A reply has so many bytes of frames at most, and what comes with one piece more. */
    private static final int BYTES = 256 << 10;

    private static final int PIECES_AT_ONCE = 64;

    private final ClientTraffic.Source source;
    private final long beganNs;
    private TapReply.Builder reply = TapReply.newBuilder();
    private int bytes;

    TapReplies(ClientTraffic.Source source, long beganNs) {
        this.source = source;
        this.beganNs = beganNs;
    }

    /** What there is; null if there is nothing. */
    @Nullable
    TapReply next() {
        reply = TapReply.newBuilder();
        bytes = 0;
        int pieces = source.read(this, PIECES_AT_ONCE);
        while (pieces == PIECES_AT_ONCE && bytes < BYTES) {
            pieces = source.read(this, PIECES_AT_ONCE);
        }
        reply.setLost(source.takeLost());
        return reply.getEventsCount() == 0 && reply.getLost() == 0 ? null : reply.build();
    }

    private TapEvent.Builder event(long connection, long atNs) {
        return reply.addEventsBuilder()
                .setConnection(connection)
                .setAtUs(Math.max(0, TimeUnit.NANOSECONDS.toMicros(atNs - beganNs)));
    }

    private ByteString copy(DirectBuffer frames, int offset, int length) {
        byte[] copy = new byte[length];
        frames.getBytes(offset, copy);
        bytes += length;
        return UnsafeByteOperations.unsafeWrap(copy);
    }

    @Override
    public void opened(long connection, long atNs, String user, long install, long lastSeq, long nextCseq) {
        event(connection, atNs)
                .setOpened(TapOpened.newBuilder()
                        .setUser(user)
                        .setInstall(install)
                        .setLastSeq(lastSeq)
                        .setNextCseq(nextCseq));
    }

    @Override
    public void heard(long connection, long atNs, DirectBuffer frames, int offset, int length) {
        event(connection, atNs).setHeard(copy(frames, offset, length));
    }

    @Override
    public void told(long connection, long atNs, DirectBuffer frames, int offset, int length) {
        event(connection, atNs).setTold(copy(frames, offset, length));
    }

    @Override
    public void closed(long connection, long atNs, boolean byNode) {
        event(connection, atNs).setClosed(byNode);
    }

    @Override
    public void cut(long connection, long atNs) {
        event(connection, atNs).setCut(true);
    }
}
