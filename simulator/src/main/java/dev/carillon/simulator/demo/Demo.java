package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.ledger.Verdict;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.LinksFactory;
import dev.carillon.simulator.users.SentRows;
import dev.carillon.simulator.users.UserLinks;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One demonstration from the node's start to the verdict. Runs on its caller's thread; the display runs beside it and
 * reads the {@link Status}.
 */
final class Demo {
    private final DemoOptions options;
    private final Traffic traffic;
    private final Workspace workspace;
    private final DemoNodes nodes;
    private final LinksFactory clients;
    private final Status status;
    private final Display display;
    private final LongSupplier nanoTime;

    Demo(
            DemoOptions options,
            Traffic traffic,
            Workspace workspace,
            DemoNodes nodes,
            LinksFactory clients,
            Status status,
            Display display,
            LongSupplier nanoTime) {
        this.options = options;
        this.traffic = traffic;
        this.workspace = workspace;
        this.nodes = nodes;
        this.clients = clients;
        this.status = status;
        this.display = display;
        this.nanoTime = nanoTime;
    }

    /** @return whether the verdict is green; it has been printed then */
    boolean run() throws InterruptedException, NodeStartException, IOException {
        status.enter(Phase.STARTING);
        nodes.start();
        Ledger ledger = new Ledger(traffic, new SplittableRandom(options.seed()).nextLong(), nanoTime, status);
        Replay.Outcome outcome = replay(ledger);
        Verdict verdict = new Verdict(
                ledger.balance(),
                outcome.kills(),
                outcome.unackedAtKill(),
                outcome.kills() > 0 ? KillPlan.required(traffic.size()) : 0,
                outcome.seconds(),
                Stream.ofNullable(nodes.ringTrouble()).toList());
        RingTour.Figures ring = nodes.ringFigures();
        ClusterFigures cluster = new ClusterFigures(
                nodes.size(), outcome.failoverMsMax(), ring.joins(), ring.drains(), ring.moves(), ring.pauseMsP99());
        end(verdict, cluster, outcome.gaveUp());
        if (options.json()) {
            display.line(VerdictJson.line(traffic.name(), options.seed(), verdict, cluster, status.whole()));
        }
        return verdict.isGreen();
    }

    private Replay.Outcome replay(Ledger ledger) throws InterruptedException, NodeStartException {
        SentRows sentRows = new SentRows(traffic);
        Deliveries inbound =
                options.sabotage() == null ? ledger : new Sabotage(options.sabotage(), traffic, options.seed(), ledger);
        try (UserLinks links = clients.connect(
                traffic,
                nodes.ports(),
                inbound,
                (user, nth, recipient, reason) -> ledger.failed(sentRows.row(user, nth, recipient), reason))) {
            status.follow(traffic.size(), ledger, links);
            return new Replay(
                            traffic,
                            ledger,
                            links,
                            nodes,
                            options.kills(),
                            options.speed(),
                            options.patienceMs(),
                            nanoTime,
                            status::enter)
                    .run();
        }
    }

    private void end(Verdict verdict, ClusterFigures cluster, @Nullable String gaveUp)
            throws InterruptedException, IOException {
        status.enter(Phase.STOPPING);
        if (options.keep()) {
            workspace.keep();
            nodes.letGo();
        } else {
            nodes.stop();
        }
        if (!verdict.isGreen()) {
            workspace.keep();
        }
        VerdictText.lines(traffic.name(), verdict, cluster, status.whole()).forEach(display::line);
        if (gaveUp != null) {
            display.line("The replay stopped waiting: " + gaveUp + ".");
        }
        if (workspace.isKept()) {
            display.line("The node's data and output are in " + workspace.files());
        }
        if (options.keep()) {
            Hospitality.lines(nodes.ports(), nodes.pids()).forEach(display::line);
        }
    }
}
