package dev.carillon.storage.log;

import dev.carillon.storage.LoopLog;

class MemoryLogTest extends LoopLogContract {
    private final MemoryLog log = new MemoryLog();

    @Override
    LoopLog open() {
        log.reopen();
        return log;
    }

    @Override
    void crash(LoopLog crashed) {
        log.reopen();
    }
}
