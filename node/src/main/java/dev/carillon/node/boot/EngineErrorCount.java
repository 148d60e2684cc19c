package dev.carillon.node.boot;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/**
 * Counts the errors that the replication engine logs, by thread. The engine catches what goes wrong inside it, logs an
 * error and goes on half changed; the log is the only place where that shows. Thread-safe.
 */
public final class EngineErrorCount extends UnsynchronizedAppenderBase<ILoggingEvent> implements LongSupplier {
    private static final String ENGINE = "io.microraft";

    private final ThreadLocal<long[]> errors = ThreadLocal.withInitial(() -> new long[1]);

    private EngineErrorCount() {}

    /** Begins to count, at every setting of the engine's log level that shows errors; one that hides them is raised. */
    public static EngineErrorCount install() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        EngineErrorCount count = new EngineErrorCount();
        count.setContext(context);
        count.start();
        Logger logger = context.getLogger(ENGINE);
        if (!logger.isErrorEnabled()) {
            logger.setLevel(Level.ERROR);
        }
        logger.addAppender(count);
        return count;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
            errors.get()[0]++;
        }
    }

    /** Errors logged on the calling thread. */
    @Override
    public long getAsLong() {
        return errors.get()[0];
    }
}
