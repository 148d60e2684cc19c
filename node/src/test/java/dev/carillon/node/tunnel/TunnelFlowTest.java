package dev.carillon.node.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.tunnel.TunnelFlow.Heard;
import org.junit.jupiter.api.Test;

/** The window and what is confirmed, byte by byte. */
class TunnelFlowTest {
    private final TunnelFlow flow = new TunnelFlow(100);

    @Test
    void theWindowTakesItsBytesAndNoByteMore() {
        flow.sent(60, 0);
        assertThat(flow.hasRoom(40)).isTrue();
        assertThat(flow.hasRoom(41)).isFalse();
        flow.sent(40, 0);
        assertThat(flow.hasRoom(1)).isFalse();
        assertThat(flow.credited(100, 99, 0)).isTrue();
        assertThat(flow.hasRoom(99)).isTrue();
        assertThat(flow.hasRoom(100)).isFalse();
        assertThat(flow.credited(100, 100, 0)).isTrue();
        assertThat(flow.hasRoom(1_000)).as("alone").isTrue();
    }

    @Test
    void whatArrivedMakesNoRoomBeforeItIsPassedOn() {
        flow.sent(100, 0);
        flow.credited(100, 0, 0);
        assertThat(flow.hasRoom(1)).isFalse();
        assertThat(flow.isHalfFree()).isFalse();
        flow.credited(100, 49, 0);
        assertThat(flow.isHalfFree()).isFalse();
        flow.credited(100, 50, 0);
        assertThat(flow.isHalfFree()).isTrue();
    }

    @Test
    void whatCannotBeIsNotBelieved() {
        flow.sent(50, 0);
        assertThat(flow.credited(51, 0, 0)).isFalse();
        assertThat(flow.credited(10, 11, 0)).isFalse();
        assertThat(flow.credited(-1, -1, 0)).isFalse();
        assertThat(flow.credited(20, 10, 0)).isTrue();
        assertThat(flow.credited(19, 10, 0)).isFalse();
        assertThat(flow.credited(20, 9, 0)).isFalse();
        assertThat(flow.credited(20, 10, 0)).isTrue();
    }

    @Test
    void whatIsNotConfirmedIsOverdueFromItsSendOrTheLastProgress() {
        assertThat(flow.isOverdue(1_000, 10)).isFalse();
        flow.sent(10, 100);
        flow.sent(10, 105);
        assertThat(flow.isOverdue(110, 10)).isFalse();
        assertThat(flow.isOverdue(111, 10)).isTrue();
        flow.credited(10, 0, 108);
        assertThat(flow.isOverdue(118, 10)).isFalse();
        assertThat(flow.isOverdue(119, 10)).isTrue();
        flow.credited(20, 0, 119);
        assertThat(flow.isOverdue(9_999, 10)).isFalse();
    }

    @Test
    void bytesAreTheNextOnesOrAGapOrWrong() {
        assertThat(flow.heard(1, 5)).isEqualTo(Heard.GAP);
        assertThat(flow.heard(0, 5)).isEqualTo(Heard.NEXT);
        assertThat(flow.heard(0, 5)).isEqualTo(Heard.WRONG);
        assertThat(flow.heard(4, 5)).isEqualTo(Heard.WRONG);
        assertThat(flow.heard(-1, 5)).isEqualTo(Heard.WRONG);
        assertThat(flow.heard(5, 95)).isEqualTo(Heard.NEXT);
        assertThat(flow.heard(100, 1)).as("more than the window").isEqualTo(Heard.WRONG);
        flow.taken(100);
        assertThat(flow.heard(100, 500)).as("one piece alone").isEqualTo(Heard.NEXT);
    }

    @Test
    void halfAWindowPassedOnIsWorthSayingAtOnce() {
        assertThat(flow.owes()).isFalse();
        flow.heard(0, 60);
        assertThat(flow.owes()).isTrue();
        assertThat(flow.owesMuch()).isFalse();
        flow.taken(49);
        assertThat(flow.owesMuch()).isFalse();
        flow.taken(1);
        assertThat(flow.owesMuch()).isTrue();
        flow.told();
        assertThat(flow.owes()).isFalse();
        flow.taken(10);
        assertThat(flow.owes()).isTrue();
    }
}
