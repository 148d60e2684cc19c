package dev.carillon.node.edge;

import io.netty.buffer.ByteBuf;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what one connection reads into whole frames and hands them on in batches, straight from the buffer they were read
 * into. Keeps two things between reads: the beginning of a frame whose end has not come, and all that a full receiver
 * refused.
 */
final class InboundFrames {
    private static final int PARTIAL_BYTES_AT_START = 64;

    /** Where whole frames go, and what holds for them now: any call of {@link #take} may change it. */
    interface Receiver {
        /**
         * Takes one or more whole frames, good during the call.
         *
         * @return false if it is full; the same bytes will be offered again
         */
        boolean take(DirectBuffer bytes, int offset, int length);

        /** Whether it wants no more, because the connection is closing. */
        boolean isDone();

        /** Whether the next frame comes by itself, because what follows depends on it. */
        boolean wantsOne();

        /** Largest length field. */
        int frameMax();

        /** A frame began whose end has not come. */
        void frameBegan();

        /** The end of the frame that began has come, and was taken. */
        void frameEnded();

        /** What follows is no frame, for one of the reasons of {@link FrameSplitter}. */
        void onNoFrame(int problem);
    }

    private final EdgeLoop loop;
    private final Receiver receiver;

    private @Nullable ByteBuf partial;
    private @Nullable ByteBuf stalled;

    InboundFrames(EdgeLoop loop, Receiver receiver) {
        this.loop = loop;
        this.receiver = receiver;
    }

    /** Whether a full receiver is to be offered the same bytes again: see {@link #retry}. */
    boolean isStalled() {
        return stalled != null;
    }

    /** Takes over what was read. Returns false if the receiver became full by it. */
    boolean offer(ByteBuf in) {
        ByteBuf waiting = stalled;
        if (waiting != null) {
            stalled = in.alloc()
                    .directBuffer(waiting.readableBytes() + in.readableBytes())
                    .writeBytes(waiting)
                    .writeBytes(in);
            waiting.release();
            in.release();
            return true;
        }
        if (forward(in)) {
            in.release();
            return true;
        }
        stalled = in;
        return false;
    }

    /** Offers again what was refused; returns whether nothing is left of it. */
    boolean retry() {
        ByteBuf in = stalled;
        if (in == null) {
            return true;
        }
        if (!forward(in)) {
            return false;
        }
        // A receiver that is done has it released already.
        if (stalled != null) {
            stalled = null;
            in.release();
        }
        return true;
    }

    /** Forgets everything. */
    void release() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
        if (stalled != null) {
            stalled.release();
            stalled = null;
        }
    }

    /** Returns false if the receiver is full; the bytes from the reader index on are to be offered again. */
    private boolean forward(ByteBuf in) {
        ByteBuf begun = partial;
        if (begun != null) {
            int length = complete(begun, in);
            if (length == FrameSplitter.INCOMPLETE) {
                return true;
            }
            if (length < 0) {
                receiver.onNoFrame(length);
                return true;
            }
            if (!receiver.take(loop.view(begun), 0, length)) {
                return false;
            }
            if (partial != null) {
                partial.release();
                partial = null;
                receiver.frameEnded();
            }
        }
        return receiver.isDone() || forwardWhole(in);
    }

    /** Adds to a begun frame what belongs to it, and returns its length once it is whole, else a splitter's constant. */
    private int complete(ByteBuf begun, ByteBuf in) {
        int frameMax = receiver.frameMax();
        int length = FrameSplitter.frameLength(loop.view(begun), 0, begun.writerIndex(), frameMax);
        while (length == FrameSplitter.INCOMPLETE && in.isReadable()) {
            begun.writeByte(in.readByte());
            length = FrameSplitter.frameLength(loop.view(begun), 0, begun.writerIndex(), frameMax);
        }
        if (length <= 0) {
            return length;
        }
        int missing = length - begun.writerIndex();
        int here = Math.min(missing, in.readableBytes());
        begun.writeBytes(in, here);
        return here == missing ? length : FrameSplitter.INCOMPLETE;
    }

    private boolean forwardWhole(ByteBuf in) {
        int limit = in.writerIndex();
        int from = in.readerIndex();
        int end = from;
        int problem = FrameSplitter.INCOMPLETE;
        DirectBuffer view = loop.view(in);
        while (end < limit) {
            int length = FrameSplitter.frameLength(view, end, limit, receiver.frameMax());
            if (length <= 0) {
                problem = length;
                break;
            }
            if (length > limit - end) {
                break;
            }
            boolean alone = receiver.wantsOne();
            if (alone || end - from + length > EdgeLimits.BATCH_BYTES_MAX) {
                int batch = alone ? length : end - from;
                if (!receiver.take(view, from, batch)) {
                    return false;
                }
                if (receiver.isDone()) {
                    return true;
                }
                from += batch;
                in.readerIndex(from);
            }
            if (!alone) {
                end += length;
            } else {
                end = from;
            }
        }
        if (end > from && !receiver.take(view, from, end - from)) {
            return false;
        }
        in.readerIndex(end);
        if (problem < 0) {
            receiver.onNoFrame(problem);
        } else if (end < limit && !receiver.isDone()) {
            keep(in);
        }
        return true;
    }

    private void keep(ByteBuf in) {
        int rest = in.readableBytes();
        partial =
                in.alloc().directBuffer(Math.max(PARTIAL_BYTES_AT_START, rest)).writeBytes(in, rest);
        receiver.frameBegan();
    }
}
