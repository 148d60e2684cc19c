package dev.carillon.simulator.recording.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a recording's events come from, until it is closed. Any thread. */
interface Watched extends AutoCloseable {
    /** Connections so far. */
    long connections();

    /** Connections now. */
    int openNow();

    /** Connections that went on unseen, because their bytes were none of the protocol's or some were missing. */
    long unreadable();

    /** Why nothing more will come; null as long as something may. */
    @Nullable
    String over();

    /** What went wrong, a sentence each. */
    List<String> complaints();

    /** Ends it; connections that go on are noted as still open. */
    @Override
    void close() throws InterruptedException;
}
