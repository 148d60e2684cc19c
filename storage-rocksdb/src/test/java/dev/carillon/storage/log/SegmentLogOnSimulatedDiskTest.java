package dev.carillon.storage.log;

import dev.carillon.storage.LoopLog;
import dev.carillon.storage.disk.SimulatedDisk;

class SegmentLogOnSimulatedDiskTest extends LoopLogContract {
    private final SimulatedDisk disk = new SimulatedDisk(1, 1 << 30);

    @Override
    LoopLog open() {
        return SegmentLog.open(disk, LogOptions.of(1).withSegmentBytes(4096), Runnable::run, () -> 0);
    }

    @Override
    void crash(LoopLog log) {
        disk.powerCut();
    }
}
