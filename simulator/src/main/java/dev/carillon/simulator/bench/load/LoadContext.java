package dev.carillon.simulator.bench.load;

import org.agrona.concurrent.NanoClock;

/** What every workload runs with: the node under load, where figures go, whom to tell how far it has come. */
public record LoadContext(LoadTarget target, Rows rows, Progress progress, NanoClock clock) {
    LoadNet net() {
        return new LoadNet(target, clock, problem -> progress.say("  problem: " + problem));
    }
}
