package dev.carillon.node.replication.raft;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.carillon.node.boot.EngineErrorCount;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** The engine as the node runs it: without its assertions, which change what it does, and with its errors counted. */
public final class EngineUnderTest {
    public static final LongSupplier ERRORS = prepare();

    private EngineUnderTest() {}

    private static LongSupplier prepare() {
        ClassLoader.getSystemClassLoader().setPackageAssertionStatus("io.microraft", false);
        Logger engine = (Logger) LoggerFactory.getLogger("io.microraft");
        engine.setLevel(Level.ERROR);
        engine.setAdditive(false);
        ((Logger) LoggerFactory.getLogger(Replica.class)).setLevel(Level.ERROR);
        return EngineErrorCount.install();
    }
}
