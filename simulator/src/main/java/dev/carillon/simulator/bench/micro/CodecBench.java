package dev.carillon.simulator.bench.micro;

import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ServerFrameDecoder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One operation is one frame: a SEND as a client writes and a node reads it, a DELIVER the other way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBench {
    private static final int CSEQ = 1234;
    private static final int ALIAS = 7;

    /** Payload bytes. */
    @Param({"32", "256"})
    public int size = 32;

    private final UnsafeBuffer out = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer send = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer deliver = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[512]);
    private final FrameSink sink = new FrameSink();
    private int sendLength;
    private int deliverLength;

    @Setup
    public void frames() {
        sendLength = FrameEncoder.send(send, 0, false, CSEQ, false, ALIAS, null, payload, 0, size);
        deliverLength = FrameEncoder.deliver(deliver, 0, false, false, ALIAS, 1, false, 0, payload, 0, size);
    }

    @Benchmark
    public int encodeSend() {
        return FrameEncoder.send(out, 0, false, CSEQ, false, ALIAS, null, payload, 0, size);
    }

    @Benchmark
    public int encodeDeliver() {
        return FrameEncoder.deliver(out, 0, false, false, ALIAS, 1, false, 0, payload, 0, size);
    }

    @Benchmark
    public long decodeSend() {
        ClientFrameDecoder.decode(send, 0, sendLength, Limits.FRAME_MAX, sink);
        return sink.seen;
    }

    @Benchmark
    public long decodeDeliver() {
        ServerFrameDecoder.decode(deliver, 0, deliverLength, Limits.FRAME_MAX, sink);
        return sink.seen;
    }
}
