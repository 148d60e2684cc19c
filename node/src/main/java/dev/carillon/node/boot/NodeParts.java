package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.Format;
import dev.carillon.node.config.Config;
import dev.carillon.node.config.Settings;
import dev.carillon.node.edge.EdgeLimits;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.session.CoreLimits;
import dev.carillon.protocol.Limits;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.log.Durability;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import dev.carillon.storage.overlay.TrailerLimits;
import dev.carillon.storage.rocksdb.EngineLimits;
import dev.carillon.storage.rocksdb.RocksStateEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes a node's parts from its configuration. */
final class NodeParts {
    private static final int CORES_PER_LOOP = 2;

    private NodeParts() {}

    /** @param known of its cluster; null for a node that is alone */
    static DataFolder dataFolder(Config config, @Nullable ClusterState known, LongSupplier newIds) throws IOException {
        int partitions = config.integer(Settings.DATA_PARTITIONS);
        boolean chosen = !config.value(Settings.DATA_PARTITIONS).source().equals("default");
        NodeFile.Seat seat = null;
        if (known != null) {
            int fixed = known.metaNumber();
            if (chosen && partitions != fixed) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "The cluster has " + fixed + " partitions, not " + partitions
                                + ". Nothing was started. Leave --partitions out.");
            }
            partitions = fixed;
            seat = new NodeFile.Seat(known.map().id(), config.integer(Settings.CLUSTER_NODE), newIds.getAsLong());
        }
        Path path = Path.of(config.text(Settings.DATA_FOLDER));
        checkRestored(config, path);
        NodeFile forNew = NodeFile.fresh(partitions, loopsOfNew(config), NodeVersion.text(), seat);
        return DataFolder.open(path, chosen ? partitions : 0, forNew);
    }

    /** A node that begins with nothing would take the messages of the others, who begin with a backup, for none. */
    private static void checkRestored(Config config, Path data) {
        String file = config.text(Settings.CLUSTER_FILE);
        String backup = file.isEmpty() ? "" : ClusterFile.backup(Path.of(file));
        if (!backup.isEmpty() && !Files.exists(data.resolve(NodeFile.NAME))) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The cluster of " + file + " begins with backup " + backup + ", and " + data
                            + " was not restored from it. Nothing was touched. 'carillon backup restore DIR --data "
                            + data
                            + " --cluster " + file
                            + " --node N' does that; a node that comes later joins with --join.");
        }
    }

    /** As many as are asked for, or as the folder has. */
    /** The newest format that the node reads and lets others write. @throws CommandException if it knows none so new */
    static int newestFormat(Config config) {
        int asked = config.integer(Settings.DATA_FORMAT_MAX);
        if (asked > Format.NEWEST) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "data.format-max is " + asked + ", and this Carillon knows no newer format than " + Format.NEWEST
                            + ". Nothing was started. Say " + Format.NEWEST + " or less, or 0 for the newest.");
        }
        return asked == 0 ? Format.NEWEST : asked;
    }

    static int loops(Config config, DataFolder folder) {
        int wanted = config.integer(Settings.THREADS_LOOPS);
        return wanted > 0 ? wanted : folder.facts().loops();
    }

    private static int loopsOfNew(Config config) {
        int wanted = config.integer(Settings.THREADS_LOOPS);
        return wanted > 0 ? wanted : Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_LOOP);
    }

    /** @param alone whether the partition loops have threads of their own; those of a cluster's node run on these */
    static int eventLoops(Config config, boolean alone) {
        int wanted = config.integer(Settings.THREADS_EVENT_LOOPS);
        int cores = Runtime.getRuntime().availableProcessors();
        return wanted > 0 ? wanted : Math.max(1, alone ? cores / CORES_PER_LOOP : cores * 3 / 4);
    }

    static StateEngine engine(DataFolder folder, Config config) throws IOException {
        return RocksStateEngine.open(folder.state(), engineLimits(config));
    }

    static EngineLimits engineLimits(Config config) {
        EngineLimits base = EngineLimits.DEFAULT;
        return new EngineLimits(
                config.number(Settings.STATE_BLOCK_CACHE),
                config.number(Settings.STATE_WRITE_BUFFERS),
                base.tableFileBytes(),
                base.openFilesMax(),
                base.backgroundJobs());
    }

    static TrailerLimits trailerLimits(Config config) {
        return new TrailerLimits(
                config.number(Settings.STATE_FLUSH_BYTES),
                TimeUnit.MILLISECONDS.toNanos(config.number(Settings.STATE_FLUSH_AGE)),
                TrailerLimits.DEFAULT.batchesMax());
    }

    static NodeLogs.Opener logs(Config config, Surroundings.Disks disks, Executor segments, Clock clock) {
        return (folder, id, existing) -> {
            LogOptions options = LogOptions.of(id)
                    .withSegmentBytes(config.integer(Settings.DATA_SEGMENT))
                    .withDurability(durability(config));
            return SegmentLog.open(
                    disks.open(folder), existing ? options.mustExist() : options, segments, clock::nanoTime);
        };
    }

    private static Durability durability(Config config) {
        return switch (config.text(Settings.DATA_DURABILITY)) {
            case "interval" -> Durability.interval(Duration.ofMillis(config.number(Settings.DATA_SYNC_INTERVAL)));
            case "none" -> Durability.NONE;
            default -> Durability.SYNC;
        };
    }

    static EdgeLimits edgeLimits(Config config) {
        return new EdgeLimits(
                config.integer(Settings.LIMITS_CONNECTIONS),
                config.integer(Settings.LIMITS_CONNECTIONS_PER_ADDRESS),
                config.number(Settings.LIMITS_HELLO_TIMEOUT),
                config.number(Settings.LIMITS_FRAME_TIMEOUT),
                config.number(Settings.LIMITS_KEEPALIVE) * Limits.KEEPALIVE_MISSES,
                config.integer(Settings.LIMITS_FRAME),
                config.integer(Settings.LIMITS_SLOW_READER_BYTES),
                config.number(Settings.LIMITS_SLOW_READER_TIMEOUT),
                EdgeLimits.DEFAULT.lingerMs());
    }

    static CoreLimits coreLimits(Config config) {
        CoreLimits base = CoreLimits.defaults();
        return new CoreLimits(
                base.mailboxBytes(),
                config.integer(Settings.LIMITS_SEND_WINDOW_MESSAGES),
                config.integer(Settings.LIMITS_SEND_WINDOW_BYTES),
                config.integer(Settings.LIMITS_INBOX_MESSAGES),
                config.number(Settings.LIMITS_INBOX_BYTES),
                config.number(Settings.LIMITS_INBOX_AGE),
                config.integer(Settings.LIMITS_DEVICES_PER_USER),
                config.number(Settings.LIMITS_DEVICE_ABSENCE),
                config.number(Settings.LIMITS_KEEPALIVE),
                base.recvAckDelayMs(),
                config.number(Settings.STATE_OVERLAY_BYTES),
                config.number(Settings.LIMITS_OUTBOX_MESSAGES),
                config.number(Settings.STATE_FREEZE_BYTES),
                config.number(Settings.STATE_FREEZE_AGE),
                config.number(Settings.STATE_LOG_BYTES),
                config.number(Settings.LIMITS_SLOW_READER_TIMEOUT),
                base.retryAfterMs(),
                base.housekeepingMs(),
                base.clockJumpMs());
    }
}
