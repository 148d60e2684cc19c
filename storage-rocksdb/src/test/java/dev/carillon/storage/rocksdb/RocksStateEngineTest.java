package dev.carillon.storage.rocksdb;

import dev.carillon.storage.StateEngine;
import dev.carillon.storage.StateEngineContract;

class RocksStateEngineTest extends StateEngineContract {
    @Override
    protected StateEngine open() {
        return RocksStateEngine.open(folder, EngineLimits.TINY);
    }

    @Override
    protected StateEngine crash(StateEngine running) {
        running.close();
        return open();
    }
}
