package dev.carillon.storage.log;

import dev.carillon.storage.LoopLog;
import dev.carillon.storage.disk.FileDisk;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SegmentLogOnFilesTest extends LoopLogContract {
    @TempDir
    Path directory = Path.of("");

    private @Nullable FileDisk disk;

    @Override
    LoopLog open() throws Exception {
        crash();
        FileDisk opened = FileDisk.open(directory);
        disk = opened;
        return SegmentLog.open(opened, LogOptions.of(1).withSegmentBytes(4096), Runnable::run, () -> 0);
    }

    /** The lock goes, the open files stay as they are: what the process had written is there, what it had not is gone. */
    @Override
    void crash(LoopLog log) throws Exception {
        crash();
    }

    @AfterEach
    void crash() throws Exception {
        if (disk != null) {
            disk.close();
            disk = null;
        }
    }
}
