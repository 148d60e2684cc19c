package dev.carillon.simulator.bench.micro;

import dev.carillon.ring.Partitions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One operation finds the partition of one user, whose ID has 6 to 12 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RingBench {
    private static final int USERS = 1024;

    private final Partitions partitions = Partitions.of(256);
    private final byte[][] users = new byte[USERS][];
    private int next;

    public RingBench() {
        for (int i = 0; i < USERS; i++) {
            users[i] = ("user" + i * 7919L * i).getBytes(StandardCharsets.US_ASCII);
        }
    }

    @Benchmark
    public int partitionOfUser() {
        return partitions.ofUser(users[next++ & USERS - 1]);
    }
}
