package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.ledger.Verdict;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.traffic.Traffic;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One demonstration from the node's start to the verdict. Runs on its caller's thread; the display runs beside it and
 * reads the {@link Status}.
 */
final class Demo {
    private final DemoOptions options;
    private final Traffic traffic;
    private final Workspace workspace;
    private final NodeProcess node;
    private final LinksFactory clients;
    private final Status status;
    private final Display display;
    private final LongSupplier nanoTime;

    Demo(
            DemoOptions options,
            Traffic traffic,
            Workspace workspace,
            NodeProcess node,
            LinksFactory clients,
            Status status,
            Display display,
            LongSupplier nanoTime) {
        this.options = options;
        this.traffic = traffic;
        this.workspace = workspace;
        this.node = node;
        this.clients = clients;
        this.status = status;
        this.display = display;
        this.nanoTime = nanoTime;
    }

    /** @return whether the verdict is green; it has been printed then */
    boolean run() throws InterruptedException, NodeStartException, IOException {
        status.enter(Phase.STARTING);
        long startedAt = nanoTime.getAsLong();
        node.start();
        display.line(String.format(
                "Node started in %.1f s: process %d, 127.0.0.1:%d, output in %s",
                (nanoTime.getAsLong() - startedAt) / 1e9, node.pid(), node.port(), node.log()));
        Ledger ledger = new Ledger(traffic, new SplittableRandom(options.seed()).nextLong(), nanoTime, status);
        Replay.Outcome outcome = replay(ledger);
        Verdict verdict = new Verdict(
                ledger.balance(),
                outcome.kills(),
                outcome.unackedAtKill(),
                outcome.kills() > 0 ? KillPlan.required(traffic.size()) : 0,
                outcome.seconds());
        end(verdict, outcome.gaveUp());
        if (options.json()) {
            display.line(VerdictJson.line(traffic.name(), options.seed(), verdict, status.whole()));
        }
        return verdict.isGreen();
    }

    private Replay.Outcome replay(Ledger ledger) throws InterruptedException, NodeStartException {
        SentRows sentRows = new SentRows(traffic);
        Deliveries inbound =
                options.sabotage() == null ? ledger : new Sabotage(options.sabotage(), traffic, options.seed(), ledger);
        try (UserLinks links = clients.connect(
                traffic,
                node.port(),
                inbound,
                (user, nth, recipient, reason) -> ledger.failed(sentRows.row(user, nth, recipient), reason))) {
            status.follow(traffic.size(), ledger, links);
            return new Replay(
                            traffic,
                            ledger,
                            links,
                            killable(),
                            options.kills(),
                            options.speed(),
                            options.patienceMs(),
                            nanoTime,
                            status::enter)
                    .run();
        }
    }

    private KillableNode killable() {
        return new KillableNode() {
            @Override
            public void freeze() throws InterruptedException {
                node.freeze();
            }

            @Override
            public void kill() throws InterruptedException {
                node.kill();
            }

            @Override
            public void restart() throws InterruptedException, NodeStartException {
                long from = nanoTime.getAsLong();
                node.start();
                display.line(String.format(
                        "Node killed with -9 and started again in %.1f s: process %d, same port, same data",
                        (nanoTime.getAsLong() - from) / 1e9, node.pid()));
            }

            @Override
            public boolean isAlive() {
                return node.isAlive();
            }
        };
    }

    private void end(Verdict verdict, @Nullable String gaveUp) throws InterruptedException, IOException {
        status.enter(Phase.STOPPING);
        if (options.keep()) {
            workspace.keep();
            node.letGo();
        } else {
            node.stop();
        }
        if (!verdict.isGreen()) {
            workspace.keep();
        }
        VerdictText.lines(traffic.name(), verdict, status.whole()).forEach(display::line);
        if (gaveUp != null) {
            display.line("The replay stopped waiting: " + gaveUp + ".");
        }
        if (workspace.isKept()) {
            display.line("The node's data and output are in " + workspace.files());
        }
        if (options.keep()) {
            Hospitality.lines(node.port(), node.pid()).forEach(display::line);
        }
    }
}
