package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.peer.PeerAdmission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Which life of each other node this one has met: a node whose disk was wiped comes back with another, and has forgotten
 * what it voted and acked, so it must not speak as the member that it was. The first life that is met is written down
 * ({@code peers.json}, synced) before its first word counts. Any thread.
 */
final class KnownLives implements PeerAdmission {
    private static final String NAME = "peers.json";

    private final Path folder;
    private final Supplier<ClusterMap> map;
    private final int self;
    private final Map<Long, Long> lives = new TreeMap<>();

    /** @param map as it is now */
    KnownLives(Path folder, Supplier<ClusterMap> map, int self) {
        this.folder = folder;
        this.map = map;
        this.self = self;
        read();
    }

    private void read() {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return;
        }
        try {
            Object parsed = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
            if (!(parsed instanceof Map<?, ?> fields)) {
                throw damaged(file);
            }
            for (Map.Entry<?, ?> entry : fields.entrySet()) {
                lives.put(
                        Long.parseLong(String.valueOf(entry.getKey())),
                        Long.parseUnsignedLong(String.valueOf(entry.getValue()), 16));
            }
        } catch (IOException | YamlEngineException | NumberFormatException e) {
            throw damaged(file);
        }
    }

    private static CommandException damaged(Path file) {
        return new CommandException(
                ExitCode.FAILED,
                file + " is damaged: it says which other nodes this one knows. Nothing was touched. Restore it from a"
                        + " backup, or replace this node by a new one.");
    }

    @Override
    public boolean isMember(long nodeId) {
        return nodeId != self && nodeId <= Integer.MAX_VALUE && map.get().node((int) nodeId) != null;
    }

    @Override
    public synchronized boolean isEvicted(long nodeId, long incarnation) {
        Long known = lives.get(nodeId);
        if (known == null) {
            Map<Long, Long> met = new TreeMap<>(lives);
            met.put(nodeId, incarnation);
            // Counts only once it is on disk: a life that a restart forgets could be followed by another.
            write(met);
            lives.put(nodeId, incarnation);
            return false;
        }
        return known != incarnation;
    }

    private void write(Map<Long, Long> met) {
        Map<String, Object> fields = new TreeMap<>();
        met.forEach((node, life) -> fields.put(node.toString(), Long.toHexString(life)));
        try {
            Path fresh = folder.resolve(NAME + ".new");
            Files.writeString(fresh, Json.object(fields) + "\n");
            NodeFile.sync(fresh);
            Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            NodeFile.sync(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
