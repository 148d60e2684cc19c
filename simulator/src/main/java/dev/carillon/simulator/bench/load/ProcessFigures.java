package dev.carillon.simulator.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Linux says about a process and the machine, from {@code /proc}. Process 0 stands for "none": its figures are 0.
 */
public final class ProcessFigures {
    /** Clock ticks per second in {@code /proc} (USER_HZ), the same on every Linux architecture in use. */
    private static final double TICKS_PER_SECOND = 100;

    /** In the names of the JVM's compiler threads, which Linux cuts off after 15 characters. */
    private static final String COMPILER = " Compiler";

    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int KB = 1024;

    /** Fields of the {@code cpu} line in {@code /proc/stat} that are not work: idle and iowait. */
    private static final int IDLE = 3;

    private static final int IOWAIT = 4;

    /** Fields after steal repeat time that user and nice already hold. */
    private static final int STEAL = 7;

    private ProcessFigures() {}

    /** CPU seconds that all threads of the process have used, user and system. */
    public static double cpuSeconds(long pid) {
        if (pid == 0) {
            return 0;
        }
        return seconds(read("/proc/" + pid + "/stat"));
    }

    private static double seconds(String stat) {
        // The command name may hold spaces and parentheses; the fields begin behind its last parenthesis.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    /** CPU seconds that the compilers of these Java processes have used; may fall when one of their threads ends. */
    public static double compilerSeconds(List<Long> pids) {
        return pids.stream().mapToDouble(ProcessFigures::compilerSeconds).sum();
    }

    private static double compilerSeconds(long pid) {
        if (pid == 0) {
            return 0;
        }
        double sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                sum += compilerSeconds(thread);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    private static double compilerSeconds(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.contains(COMPILER) ? seconds(stat) : 0;
        } catch (IOException e) {
            return 0; // it has ended meanwhile
        }
    }

    /** The same of several processes together. */
    public static double cpuSeconds(List<Long> pids) {
        return pids.stream().mapToDouble(ProcessFigures::cpuSeconds).sum();
    }

    /** Resident memory of several processes together, bytes. */
    static long rss(List<Long> pids) {
        return pids.stream().mapToLong(ProcessFigures::rss).sum();
    }

    /** Resident memory of the process in bytes. */
    public static long rss(long pid) {
        if (pid == 0) {
            return 0;
        }
        for (String line : read("/proc/" + pid + "/status").split("\n")) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * KB;
            }
        }
        return 0;
    }

    /** CPU seconds that the whole machine has worked since it started, all cores and processes. */
    public static double machineCpuSeconds() {
        String[] fields =
                read("/proc/stat").lines().findFirst().orElse("cpu").trim().split("\\s+");
        double ticks = 0;
        for (int i = 0; i < fields.length - 1 && i <= STEAL; i++) {
            if (i != IDLE && i != IOWAIT) {
                ticks += Long.parseLong(fields[i + 1]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Cores that the machine has at work, whether or not this process may use them all. */
    public static int machineCores() {
        return (int) read("/proc/stat")
                .lines()
                .filter(line -> line.matches("cpu\\d.*"))
                .count();
    }

    /** Bytes that these processes have had written to disks. */
    static long writtenBytes(List<Long> pids) {
        return pids.stream()
                .flatMap(pid -> read("/proc/" + pid + "/io").lines())
                .filter(line -> line.startsWith("write_bytes:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** Bytes that went over this machine's loopback, of everyone in this network namespace, with all headers. */
    public static long loopbackBytes() {
        return read("/proc/net/dev")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("lo:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("lo:".length()).strip().split("\\s+")[0]))
                .sum();
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
