package dev.carillon.simulator.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What Linux says about a process and the machine, from {@code /proc}. Process 0 stands for "none": its figures are 0.
 */
public final class ProcessFigures {
    /** Clock ticks per second in {@code /proc} (USER_HZ), the same on every Linux architecture in use. */
    private static final double TICKS_PER_SECOND = 100;

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
        String stat = read("/proc/" + pid + "/stat");
        // The command name may hold spaces and parentheses; the fields begin behind its last parenthesis.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    /** The same of several processes together. */
    static double cpuSeconds(List<Long> pids) {
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

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
