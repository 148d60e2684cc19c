package dev.carillon.simulator.seeds;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.carillon.node.boot.EngineErrorCount;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/** The engine's log, of which a simulation wants to know only how many errors there are. */
final class EngineErrors {
    private static final String ENGINE = "io.microraft";
    private static final String OURS = "dev.carillon";

    private EngineErrors() {}

    /** Silences what nodes and clients log while their world falls apart. @return the engine's errors so far, by thread */
    static LongSupplier begin() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(OURS).setLevel(Level.OFF);
        Logger engine = context.getLogger(ENGINE);
        engine.setLevel(Level.ERROR);
        engine.setAdditive(false);
        return EngineErrorCount.install();
    }
}
