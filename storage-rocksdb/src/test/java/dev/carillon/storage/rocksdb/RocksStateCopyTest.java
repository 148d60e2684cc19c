package dev.carillon.storage.rocksdb;

import dev.carillon.storage.StateCopyContract;
import dev.carillon.storage.StateEngine;
import java.nio.file.Path;

class RocksStateCopyTest extends StateCopyContract {
    @Override
    protected StateEngine open(Path folder) {
        return RocksStateEngine.open(folder, EngineLimits.TINY);
    }

    @Override
    protected StateEngine crash(StateEngine running, Path folder) {
        running.close();
        return open(folder);
    }
}
