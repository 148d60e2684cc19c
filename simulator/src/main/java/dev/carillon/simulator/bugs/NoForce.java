package dev.carillon.simulator.bugs;

import dev.carillon.storage.LoopLog;

/** Says that the disk has what was written, and has not asked it. Public because a planted bug runs in a class of the log's. */
public enum NoForce implements LoopLog.Force {
    INSTANCE;

    @Override
    public void run() {}
}
