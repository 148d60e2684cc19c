package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A node that promises less says at its start what that can cost. */
class WeakPromisesTest {
    @TempDir
    private Path folder = Path.of("");

    private final Logger logger = (Logger) LoggerFactory.getLogger(StartWarnings.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    private List<String> warningsOf(String... settings) throws IOException {
        try (TestNode node = new TestNode(folder, settings);
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            alice.send("bob", "hi").await(() -> alice.acked == 1);
        }
        return logged.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("durability"))
                .toList();
    }

    @Test
    void syncNeedsNoWarning() throws IOException {
        assertThat(warningsOf("data.durability", "sync")).isEmpty();
    }

    @Test
    void anIntervalIsNamedWithWhatItMayLose() throws IOException {
        assertThat(warningsOf("data.durability", "interval", "data.sync-interval", "250ms"))
                .singleElement()
                .asString()
                .contains("mode=interval", "a power cut loses up to 250ms of acked messages");
    }

    @Test
    void noneIsNamedWithWhatItMayLose() throws IOException {
        assertThat(warningsOf("data.durability", "none"))
                .singleElement()
                .asString()
                .contains("mode=none", "a power cut loses acked messages", "half a minute");
    }
}
