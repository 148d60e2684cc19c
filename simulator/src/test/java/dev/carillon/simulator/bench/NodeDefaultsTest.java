package dev.carillon.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeDefaultsTest {
    @Test
    void whatTheUserWantsIsNotSaidTwice() {
        assertThat(NodeDefaults.command(List.of("--http-port=7480"), "--http-port=-1", "--admin-port=0"))
                .containsExactly("node", "--admin-port=0", "--http-port=7480");
        assertThat(NodeDefaults.command(List.of(), "--http-port=-1")).containsExactly("node", "--http-port=-1");
    }
}
