package dev.carillon.node.boot;

import dev.carillon.node.config.Config;
import dev.carillon.node.config.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;

/** A whole node inside the test's process, with small segments and few partitions. */
final class TestNode implements AutoCloseable {
    private final Node node;

    /** @param more keys and values over the defaults of tests */
    TestNode(Path folder, String... more) throws IOException {
        node = Node.start(config(folder, more));
    }

    /** @param logSteps hears how far the making or replacing of the logs is */
    TestNode(Path folder, NodeLogs.StepListener logSteps, String... more) throws IOException {
        node = Node.start(config(folder, more), Surroundings.REAL, logSteps);
    }

    private static Config config(Path folder, String... more) throws IOException {
        ConfigBuilder builder = new ConfigBuilder()
                .flag("listen.port", "0")
                .flag("http.port", "0")
                .flag("admin.port", "0")
                .flag("data.folder", folder.resolve("data").toString())
                .flag("data.partitions", "8")
                .flag("data.segment", "1MiB")
                .flag("auth.key-file", TestTokens.writeKeyFile(folder).toString())
                .flag("stop.reconnect-after", "0ms")
                .flag("stop.reconnect-jitter", "0ms");
        for (int i = 0; i < more.length; i += 2) {
            builder.flag(more[i], more[i + 1]);
        }
        return builder.build();
    }

    int port() {
        return node.port();
    }

    int httpPort() {
        return node.httpPort();
    }

    int adminPort() {
        return node.adminPort();
    }

    /** Stops cleanly. */
    @Override
    public void close() {
        node.stop();
    }
}
