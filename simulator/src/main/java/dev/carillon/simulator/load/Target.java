package dev.carillon.simulator.load;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.simulator.chaos.Chaos;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the load of a run goes.
 *
 * @param servers where clients begin
 * @param words where that is, for people
 * @param tag tells the users of a run from those of an earlier one on the same nodes
 * @param keyFile signs the users' tokens; null for unsigned ones
 * @param usage what the nodes use
 * @param chaos what is done to them meanwhile; null for nothing
 */
public record Target(
        List<ServerAddress> servers,
        String words,
        String tag,
        @Nullable Path keyFile,
        NodeUsage usage,
        @Nullable Chaos chaos) {
    public Target {
        servers = List.copyOf(servers);
    }
}
