package dev.carillon.storage.memory;

import dev.carillon.storage.StateCopyContract;
import dev.carillon.storage.StateEngine;
import java.nio.file.Path;

class MemoryStateCopyTest extends StateCopyContract {
    @Override
    protected StateEngine open(Path folder) {
        return new MemoryStateEngine();
    }

    @Override
    protected StateEngine crash(StateEngine running, Path folder) {
        ((MemoryStateEngine) running).crash();
        return running;
    }
}
