package dev.carillon.node.edge;

import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.FrameHeader;
import dev.carillon.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongArrayList;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one event loop puts into an {@link EdgeTap} while somebody records. Only connections whose HELLO it has seen are
 * followed, for what an older one says is known to its session alone; one that found no room is given up, since what follows
 * could not be understood without what is missing. Runs on its event loop.
 */
final class LoopTap {
    private static final int NO_LENGTH = 0;

    private final EdgeTap tap;
    private final LongSupplier nanoTime;
    private final LongHashSet followed = new LongHashSet();
    private final LongHashSet givenUp = new LongHashSet();

    /** Bytes that will be heard again. */
    private final Long2LongHashMap heardBefore = new Long2LongHashMap(0);

    /** Given up, and the reader was not told yet. */
    private final LongArrayList untold = new LongArrayList();

    private final UnsafeBuffer scratch = new UnsafeBuffer(
            new byte[Math.max(FrameEncoder.OVERHEAD_MAX + Limits.ERROR_TEXT_MAX, 3 * Long.BYTES + Limits.USER_ID_MAX)]);
    private final HelloReader helloReader = new HelloReader();

    LoopTap(EdgeTap tap, LongSupplier nanoTime) {
        this.tap = tap;
        this.nanoTime = nanoTime;
    }

    /** A HELLO whose token was good. The token is not passed on. */
    void opened(long connection, byte[] user, DirectBuffer frame, int offset, int length) {
        helloReader.understood = false;
        ClientFrameDecoder.decode(frame, offset, offset + length, Limits.FRAME_MAX_BEFORE_WELCOME, helloReader);
        if (!helloReader.understood) {
            return;
        }
        scratch.putBytes(3 * Long.BYTES, user);
        followed.add(connection);
        put(EdgeTap.OPENED, connection, scratch, 0, 3 * Long.BYTES + user.length);
    }

    /** Frames of the client, before its session gets them, so that nothing that comes of them is told first. */
    void heard(long connection, DirectBuffer frames, int offset, int length) {
        int known = Math.min(length, (int) heardBefore.remove(connection));
        if (known < length) {
            put(EdgeTap.HEARD, connection, frames, offset + known, length - known);
        }
    }

    /** So many bytes that were heard had no room at the session, and will be heard again. */
    void refused(long connection, int length) {
        if (followed.contains(connection)) {
            heardBefore.put(connection, length);
        }
    }

    /** Frames that will be written to the client. */
    void told(long connection, DirectBuffer frames, int offset, int length) {
        put(EdgeTap.TOLD, connection, frames, offset, length);
    }

    /** The edge itself says ERROR. */
    void failed(long connection, ErrorCode code, long retryAfterMs, String text) {
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        int length = FrameEncoder.error(scratch, 0, code.code(), retryAfterMs, words);
        put(EdgeTap.TOLD, connection, scratch, 0, length);
    }

    void closed(long connection, boolean byNode) {
        if (followed.contains(connection)) {
            put(byNode ? EdgeTap.CLOSED_BY_NODE : EdgeTap.CLOSED_BY_CLIENT, connection, scratch, 0, NO_LENGTH);
        }
        followed.remove(connection);
        givenUp.remove(connection);
        heardBefore.remove(connection);
    }

    private void put(int kind, long connection, DirectBuffer bytes, int offset, int length) {
        if (!untold.isEmpty()) {
            tellWhoWasGivenUp();
        }
        if (!followed.contains(connection)) {
            if (givenUp.contains(connection)) {
                tap.lost(frames(kind, bytes, offset, length));
            }
        } else if (!tap.offer(kind, connection, nanoTime.getAsLong(), bytes, offset, length)) {
            tap.lost(frames(kind, bytes, offset, length));
            followed.remove(connection);
            givenUp.add(connection);
            untold.addLong(connection);
        }
    }

    /** Tells the reader what there is room for; also for the last time, when nothing is put in any more. */
    void tellWhoWasGivenUp() {
        while (!untold.isEmpty()) {
            long connection = untold.getLong(untold.size() - 1);
            if (!tap.offer(EdgeTap.CUT, connection, nanoTime.getAsLong(), scratch, 0, NO_LENGTH)) {
                return;
            }
            untold.removeAt(untold.size() - 1);
        }
    }

    private static int frames(int kind, DirectBuffer bytes, int offset, int length) {
        if (kind != EdgeTap.HEARD && kind != EdgeTap.TOLD) {
            return 1;
        }
        int count = 0;
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int frame = FrameHeader.total(bytes, at, end, Limits.FRAME_MAX);
            count++;
            at = frame <= 0 ? end : at + frame;
        }
        return count;
    }

    /** Keeps what a HELLO says besides its token. */
    private final class HelloReader extends FrameAdapter {
        boolean understood;

        @Override
        public void onHello(
                int version,
                boolean enrol,
                DirectBuffer buffer,
                int token,
                int tokenLength,
                long install,
                long lastSeq,
                long nextCseq,
                int tlvs,
                int tlvsLength) {
            scratch.putLong(0, install);
            scratch.putLong(Long.BYTES, lastSeq);
            scratch.putLong(2 * Long.BYTES, nextCseq);
            understood = true;
        }
    }
}
