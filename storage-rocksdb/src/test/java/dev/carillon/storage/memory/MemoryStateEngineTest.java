package dev.carillon.storage.memory;

import dev.carillon.storage.StateEngine;
import dev.carillon.storage.StateEngineContract;

class MemoryStateEngineTest extends StateEngineContract {
    @Override
    protected StateEngine open() {
        return new MemoryStateEngine();
    }

    @Override
    protected StateEngine crash(StateEngine running) {
        ((MemoryStateEngine) running).crash();
        return running;
    }
}
