package dev.carillon.simulator.load;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one generator is told.
 *
 * @param generator which of several, from 0
 * @param tag tells this run's users from those of any other
 * @param servers where its clients begin
 * @param keyFile signs the users' tokens; null for unsigned ones
 * @param sabotage what is done to a few deliveries, to see the verdict turn red; null for nothing
 */
record GeneratorSetup(
        Scenario scenario,
        int generator,
        int generators,
        String tag,
        List<ServerAddress> servers,
        @Nullable Path keyFile,
        Sabotage.@Nullable Kind sabotage) {}
