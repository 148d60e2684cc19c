package dev.carillon.simulator.bench.load;

/** CPU seconds used between {@link #start} and now: by the server, by this process, and by everyone else. */
final class CpuWatch {
    private final long server;
    private final long client = ProcessHandle.current().pid();
    private double serverStart;
    private double clientStart;
    private double machineStart;

    CpuWatch(long server) {
        this.server = server;
    }

    void start() {
        serverStart = ProcessFigures.cpuSeconds(server);
        clientStart = ProcessFigures.cpuSeconds(client);
        machineStart = ProcessFigures.machineCpuSeconds();
    }

    double server() {
        return ProcessFigures.cpuSeconds(server) - serverStart;
    }

    double client() {
        return ProcessFigures.cpuSeconds(client) - clientStart;
    }

    /** Noise: what neither the server nor this process used; never negative. */
    double others() {
        return Math.max(0, ProcessFigures.machineCpuSeconds() - machineStart - server() - client());
    }
}
