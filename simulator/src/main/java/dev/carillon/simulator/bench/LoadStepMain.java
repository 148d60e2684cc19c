package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.DrainLoad;
import dev.carillon.simulator.bench.load.FillLoad;
import dev.carillon.simulator.bench.load.HoldLoad;
import dev.carillon.simulator.bench.load.LoadContext;
import dev.carillon.simulator.bench.load.LoadException;
import dev.carillon.simulator.bench.load.LoadTarget;
import dev.carillon.simulator.bench.load.OfflineShape;
import dev.carillon.simulator.bench.load.Progress;
import dev.carillon.simulator.bench.load.Row;
import dev.carillon.simulator.bench.load.Rows;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.SystemNanoClock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Main of a client process that {@link LoadProcess} starts: runs one step of a workload and prints its rows. People
 * use {@code carillon bench} instead.
 */
@Command(name = "load-step", description = "One step of a workload, in a process of its own.")
public final class LoadStepMain implements Callable<Integer> {
    @CommandLine.Parameters(paramLabel = "fill|drain|hold")
    String step = "";

    @Option(names = "--host")
    String host = "127.0.0.1";

    @Option(names = "--port")
    int port;

    @Option(names = "--pid", split = ",")
    List<Long> pids = List.of();

    @Option(names = "--client-loops")
    int clientLoops = 2;

    @Option(names = "--workload")
    String workload = "offline";

    @Option(names = "--receivers")
    int receivers = 1000;

    @Option(names = "--each")
    int each = 100;

    @Option(names = "--senders")
    int senders = 50;

    @Option(names = "--window")
    int window = 16;

    @Option(names = "--size")
    int size = 256;

    @Option(names = "--base")
    int base;

    @Option(names = "--repeat")
    int repeat = 1;

    @Option(names = "--kill")
    boolean kill;

    @Option(names = "--what")
    String what = "drain";

    @Option(names = "--quiet")
    double quietSeconds = 8;

    @Option(names = "--sessions")
    int sessions;

    /** Runs one step; exit status 0 if it came to its end. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoadStepMain()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Rows rows = new Rows(workload, LoadStepMain::print);
        Progress progress = new Progress(System.err, System.console() != null, SystemNanoClock.INSTANCE);
        LoadTarget target = new LoadTarget(host, port, pids, clientLoops, Bench::unsigned);
        LoadContext context = new LoadContext(target, rows, progress, SystemNanoClock.INSTANCE);
        try {
            switch (step) {
                case "fill" -> FillLoad.run(context, shape(), repeat, kill);
                case "drain" -> DrainLoad.run(context, shape(), repeat, what, quietSeconds);
                case "hold" ->
                    HoldLoad.run(context, base, sessions, (seconds, errors) -> {
                        print(new Row(workload, "connect_time", repeat, seconds, "s"));
                        // The parent ends this process.
                        new CountDownLatch(1).await();
                    });
                default -> throw new LoadException("no step '" + step + "'");
            }
            return 0;
        } catch (LoadException e) {
            System.err.println("bench: " + e.getMessage());
            return 1;
        }
    }

    private static void print(Row row) {
        System.out.println(row.tsv());
        System.out.flush();
    }

    private OfflineShape shape() {
        return new OfflineShape(receivers, each, senders, window, size, base);
    }
}
