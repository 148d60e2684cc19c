package dev.carillon.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;

class CompletionTest {
    @Test
    void aCompletionScriptKnowsEveryCommand() {
        String script = AutoComplete.bash("carillon_client", new CommandLine(new ClientMain()));
        assertThat(script).contains("chat", "send", "receive", "--insecure-dev", "--token-file");
    }
}
