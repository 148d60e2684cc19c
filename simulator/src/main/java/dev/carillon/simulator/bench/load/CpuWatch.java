package dev.carillon.simulator.bench.load;

import java.util.List;

/** CPU seconds used between {@link #start} and now: by the servers, by this process, and by everyone else. */
final class CpuWatch {
    private final List<Long> servers;
    private final long client = ProcessHandle.current().pid();
    private double serverStart;
    private double clientStart;
    private double machineStart;

    CpuWatch(List<Long> servers) {
        this.servers = servers;
    }

    void start() {
        serverStart = ProcessFigures.cpuSeconds(servers);
        clientStart = ProcessFigures.cpuSeconds(client);
        machineStart = ProcessFigures.machineCpuSeconds();
    }

    double server() {
        return ProcessFigures.cpuSeconds(servers) - serverStart;
    }

    double client() {
        return ProcessFigures.cpuSeconds(client) - clientStart;
    }

    /** Noise: what neither the servers nor this process used; never negative. */
    double others() {
        return Math.max(0, ProcessFigures.machineCpuSeconds() - machineStart - server() - client());
    }
}
