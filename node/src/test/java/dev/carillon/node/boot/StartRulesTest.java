package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.config.Config;
import dev.carillon.node.config.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody serves without encryption or without tokens by accident. */
class StartRulesTest {
    @Test
    void onlyLoopbackIsServedWithoutEncryptionUnlessToldOtherwise() {
        StartRules.checkAddresses(config());
        StartRules.checkAddresses(config("listen.host", "127.0.0.2"));
        StartRules.checkAddresses(config("listen.host", "::1"));
        assertThatThrownBy(() -> StartRules.checkAddresses(config("listen.host", "0.0.0.0")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("without encryption")
                .hasMessageContaining("--plaintext");
        StartRules.checkAddresses(config("listen.host", "0.0.0.0", "listen.plaintext", "true"));
    }

    @Test
    void metricsAreNotOpenToOthersByAccident() {
        assertThatThrownBy(() -> StartRules.checkAddresses(config("http.host", "0.0.0.0")))
                .hasMessageContaining("open to everyone");
        StartRules.checkAddresses(config("http.host", "0.0.0.0", "http.port", "-1"));
    }

    @Test
    void insecureDevNeverLeavesLoopback() {
        assertThatThrownBy(() -> StartRules.checkAddresses(
                        config("listen.host", "0.0.0.0", "listen.plaintext", "true", "auth.insecure-dev", "true")))
                .hasMessageContaining("anyone log in as anyone");
    }

    @Test
    void writeBuffersFitIntoTheCacheThatTheyArePartOf() {
        StartRules.checkMemory(config());
        StartRules.checkMemory(config("state.block-cache", "8MiB", "state.write-buffers", "8MiB"));
        assertThatThrownBy(() -> StartRules.checkMemory(config("state.write-buffers", "129MiB")))
                .isInstanceOf(CommandException.class)
                .hasMessageContainingAll("129MiB", "128MiB", "Nothing was started");
    }

    @Test
    void withoutKeysNobodyIsServedUnlessToldOtherwise(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> StartRules.keys(config()))
                .hasMessageContaining("carillon token init")
                .hasMessageContaining("--insecure-dev");
        assertThat(StartRules.keys(config("auth.insecure-dev", "true"))).isNull();
        Path file = folder.resolve("keys");
        assertThatThrownBy(() -> StartRules.keys(config("auth.key-file", file.toString())))
                .hasMessageContaining("does not exist");
        Files.writeString(file, "1:tooshort\n");
        assertThatThrownBy(() -> StartRules.keys(config("auth.key-file", file.toString())))
                .hasMessageContaining(file + ", line 1")
                .hasMessageNotContaining("tooshort");
    }

    private static Config config(String... keysAndValues) {
        ConfigBuilder builder = new ConfigBuilder();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.flag(keysAndValues[i], keysAndValues[i + 1]);
        }
        return builder.build();
    }
}
