package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;

/** What the launcher's completion is made of. */
class CompletionTest {
    @Test
    void everyCommandCanBeMadeWithoutRunningIt() {
        CommandLine line = new CommandLine(AdminMain.class, new CommandFactory());
        assertThat(AutoComplete.bash("carillon_admin_cli", line))
                .contains("ring", "partition", "inbox", "context", "'--up-to'", "'--moves-per-node'", "'--context'");
    }
}
