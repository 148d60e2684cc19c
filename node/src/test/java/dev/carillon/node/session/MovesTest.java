package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MovesTest {
    @Test
    void fewClientsDoNotWaitForOneAnotherAndManyDo() {
        assertThat(Moves.spreadMs(4)).isZero();
        assertThat(Moves.spreadMs(50)).isEqualTo(10);
        assertThat(Moves.spreadMs(1_000)).isEqualTo(200);
        assertThat(Moves.spreadMs(1_000_000)).isEqualTo(2_000);
    }
}
