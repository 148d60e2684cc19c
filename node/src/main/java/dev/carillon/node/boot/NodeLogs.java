package dev.carillon.node.boot;

import dev.carillon.node.delivery.LogDrain;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.StateEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.agrona.CloseHelper;

/**
 * The logs of a data folder: made once, found again by their IDs, and replaced when their number is to change.
 *
 * <p>Replacing is: replay the old logs and flush all of it into the state; say in {@code node.json} that no log is
 * needed; remove the old ones and make the new ones; say in {@code node.json} which they are. A node that dies anywhere
 * in between finds either the old logs, all of them and still valid, or none needed, and goes on from there.
 */
final class NodeLogs {
    /** What has just been done; all before it is on disk. */
    enum Step {
        STATE_FLUSHED,
        OLD_LOGS_GIVEN_UP,
        OLD_LOGS_REMOVED,
        NEW_LOG_MADE,
        NEW_LOGS_RECORDED
    }

    /** Hears each step when it is done. */
    @FunctionalInterface
    interface StepListener {
        void onStep(Step step) throws IOException;
    }

    /** Opens one log. */
    @FunctionalInterface
    interface Opener {
        /** @param existing whether it must be there; otherwise it is started if the folder is empty */
        LoopLog open(Path folder, long id, boolean existing) throws IOException;
    }

    private final DataFolder folder;
    private final StateEngine engine;
    private final Opener opener;
    private final LongSupplier newIds;
    private final StepListener steps;

    /** @param newIds random numbers, to tell a new log from any other */
    NodeLogs(DataFolder folder, StateEngine engine, Opener opener, LongSupplier newIds, StepListener steps) {
        this.folder = folder;
        this.engine = engine;
        this.opener = opener;
        this.newIds = newIds;
        this.steps = steps;
    }

    /**
     * The folder's logs, opened, after they were brought to this number.
     *
     * @throws CommandException if one is missing
     * @throws dev.carillon.storage.CorruptStorageException if one is empty, foreign or damaged
     */
    List<LoopLog> open(int loops) throws IOException {
        NodeFile facts = folder.facts();
        if (facts.hasLogs() && facts.loops() != loops && facts.seat() != null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The data folder " + folder.path() + " has " + facts.loops() + " logs, and the number of loops of a"
                            + " node of a cluster cannot be changed to " + loops
                            + " yet. Nothing was touched. Leave --loops out.");
        }
        if (facts.hasLogs() && (facts.loops() != loops || !facts.hasOwnIds())) {
            List<LoopLog> old = openAll(facts);
            try {
                LogDrain.drain(old, Partitions.of(facts.partitions()), engine);
            } finally {
                CloseHelper.closeAll(old);
            }
            done(Step.STATE_FLUSHED);
            folder.record(facts.withoutLogs(loops));
            done(Step.OLD_LOGS_GIVEN_UP);
        }
        return folder.facts().hasLogs() ? openAll(folder.facts()) : make(loops);
    }

    private List<LoopLog> make(int loops) throws IOException {
        List<Path> old = folder.existingLogs();
        if (!old.isEmpty()) {
            remove(old, loops);
            done(Step.OLD_LOGS_REMOVED);
        }
        List<LoopLog> made = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        boolean all = false;
        try {
            for (int i = 0; i < loops; i++) {
                long id = newIds.getAsLong();
                made.add(opener.open(Files.createDirectories(folder.log(i)), id, false));
                ids.add(id);
                done(Step.NEW_LOG_MADE);
            }
            NodeFile.sync(folder.logs());
            NodeFile.sync(folder.path());
            folder.record(folder.facts().withLogs(ids));
            done(Step.NEW_LOGS_RECORDED);
            all = true;
            return made;
        } finally {
            if (!all) {
                CloseHelper.quietCloseAll(made);
            }
        }
    }

    /** Folders that a new log goes into stay: they may be links or disks of their own. */
    private static void remove(List<Path> old, int loops) throws IOException {
        for (Path log : old) {
            try (Stream<Path> files = Files.list(log)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
            NodeFile.sync(log);
            if (Integer.parseInt(log.getFileName().toString()) >= loops) {
                Files.delete(log);
            }
        }
    }

    private List<LoopLog> openAll(NodeFile facts) throws IOException {
        List<LoopLog> opened = new ArrayList<>();
        boolean all = false;
        try {
            for (int i = 0; i < facts.loops(); i++) {
                boolean existing = facts.hasOwnIds() || hasState(facts, i);
                if (existing && !Files.isDirectory(folder.log(i))) {
                    throw new CommandException(
                            ExitCode.FAILED,
                            "The log folder " + folder.log(i)
                                    + " is missing, but the data folder was used with it. Acked"
                                    + " messages may be missing without it, so nothing is served and nothing was touched."
                                    + " Put the folder back, or restore the whole data folder from a backup.");
                }
                opened.add(opener.open(
                        Files.createDirectories(folder.log(i)), facts.logs().get(i), existing));
            }
            all = true;
            return opened;
        } finally {
            if (!all) {
                CloseHelper.quietCloseAll(opened);
            }
        }
    }

    /** Format 1 did not say whether a log was made, but state comes from nowhere else. */
    private boolean hasState(NodeFile facts, int log) {
        for (int p = log; p < facts.partitions(); p += facts.loops()) {
            if (engine.marker(p).index() > 0) {
                return true;
            }
        }
        return false;
    }

    private void done(Step step) throws IOException {
        steps.onStep(step);
    }
}
