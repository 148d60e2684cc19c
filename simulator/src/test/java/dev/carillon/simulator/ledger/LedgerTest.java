package dev.carillon.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final long RUN = 42;

    private final List<Long> deliverNanos = new ArrayList<>();
    private final Traffic traffic = town();
    private long now;
    private final Ledger ledger = new Ledger(traffic, RUN, () -> now, deliverNanos::add);

    /** Rows 0–3: a to b, a to b, b to a, c to c. One line is skipped. */
    static Traffic town() {
        try {
            return new Traffic.Builder("town")
                    .add(2, 1, "a", "b", text("one"))
                    .add(3, 2, "a", "b", text("two"))
                    .skip()
                    .add(5, 3, "b", "a", text("three"))
                    .add(6, 4, "c", "c", text("to myself"))
                    .build();
        } catch (BadTrafficException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void sendAndAck(int... rows) {
        for (int row : rows) {
            ledger.sent(row);
            ledger.acked(row);
        }
    }

    private void deliver(int row) {
        ledger.delivered(traffic.user(traffic.to(row)), traffic.user(traffic.from(row)), ledger.payload(row));
    }

    private Verdict verdict() {
        return new Verdict(ledger.balance(), 0, 0, 0, 1);
    }

    @Test
    void isGreenWhenEverythingArrivesOnceAndInOrder() {
        sendAndAck(0, 1, 2, 3);
        deliver(0);
        deliver(1);
        deliver(2);

        Balance balance = ledger.balance();
        assertThat(balance).isEqualTo(new Balance(5, 1, 4, 0, 4, 0, 0, 0, 0, 0, List.of()));
        assertThat(verdict().isGreen()).isTrue();
    }

    @Test
    void takesADeliveryBeforeItsAck() {
        sendAndAck(1, 2, 3);
        ledger.sent(0);
        deliver(0);
        assertThat(ledger.owedTo(traffic.to(0))).isEqualTo(1);
        ledger.acked(0);
        deliver(1);
        deliver(2);

        assertThat(ledger.owedUsers()).isEmpty();
        assertThat(verdict().isGreen()).isTrue();
    }

    @Test
    void countsAnAckedMessageThatNeverCameAsLost() {
        sendAndAck(0, 1, 2, 3);
        deliver(0);
        deliver(2);

        assertThat(ledger.owedUsers()).containsExactly(traffic.to(1));
        assertThat(verdict().balance().lost()).isEqualTo(1);
        assertThat(verdict().complaints())
                .containsExactly(
                        "1 acked messages were never delivered", "the ledger does not add up: 3 delivered, 4 acked");
        assertThat(verdict().balance().evidence()).contains("lost: row 1 (line 3, a to b): acked, never delivered");
    }

    @Test
    void countsASecondDelivery() {
        sendAndAck(0, 1, 2, 3);
        deliver(0);
        deliver(1);
        deliver(2);
        deliver(0);

        assertThat(verdict().balance().duplicated()).isEqualTo(1);
        assertThat(verdict().balance().outOfOrder()).isZero();
        assertThat(verdict().isGreen()).isFalse();
    }

    @Test
    void countsAMessageThatWasOvertaken() {
        sendAndAck(0, 1, 2, 3);
        deliver(1);
        deliver(0);
        deliver(2);

        assertThat(verdict().balance().outOfOrder()).isEqualTo(1);
        assertThat(verdict().balance().evidence())
                .containsExactly("out of order: row 0 (line 2, a to b): delivered after row 1 (line 3, a to b)");
        assertThat(verdict().isGreen()).isFalse();
    }

    @Test
    void doesNotCompareTheOrderOfDifferentPairs() {
        sendAndAck(0, 1, 2, 3);
        deliver(2);
        deliver(0);
        deliver(1);

        assertThat(verdict().isGreen()).isTrue();
    }

    @Test
    void countsWhatNobodySentAsInvented() {
        sendAndAck(0, 1, 2, 3);
        byte[] otherRun = PayloadIdentity.write(RUN + 1, 0, "a", "b", text("one"));
        byte[] changed = ledger.payload(0);
        changed[changed.length - 1] ^= 1;

        ledger.delivered("b", "a", otherRun);
        ledger.delivered("b", "a", changed);
        ledger.delivered("c", "a", ledger.payload(0));
        ledger.delivered("b", "c", ledger.payload(0));
        ledger.delivered("b", "a", new byte[3]);

        assertThat(ledger.balance().invented()).isEqualTo(5);
        assertThat(ledger.balance().delivered()).isEqualTo(1);
    }

    @Test
    void countsADeliveryBeforeItsSendAsInvented() {
        deliver(0);

        assertThat(ledger.balance().invented()).isEqualTo(1);
    }

    @Test
    void aRefusedMessageIsFailedAndOwedToNobody() {
        sendAndAck(1, 2, 3);
        ledger.sent(0);
        ledger.failed(0, "INBOX_FULL");
        deliver(1);
        deliver(2);

        assertThat(ledger.balance().failed()).isEqualTo(1);
        assertThat(ledger.balance().acked()).isEqualTo(3);
        assertThat(verdict().isGreen()).isTrue();
    }

    @Test
    void aFailedReceiptTurnsAnAckedMessage() {
        sendAndAck(0, 1, 2, 3);
        deliver(1);
        deliver(2);
        ledger.failed(0, "INBOX_FULL");

        assertThat(ledger.owedUsers()).isEmpty();
        assertThat(verdict().isGreen()).isTrue();
    }

    @Test
    void aMessageBothFailedAndDeliveredIsInvented() {
        sendAndAck(0, 1, 2, 3);
        ledger.failed(0, "INBOX_FULL");
        deliver(0);
        assertThat(ledger.balance().invented()).isEqualTo(1);

        deliver(1);
        ledger.failed(1, "INBOX_FULL");
        assertThat(ledger.balance().invented()).isEqualTo(2);
    }

    @Test
    void aFailureOfARowThatWasNeverSentIsInvented() {
        ledger.failed(-1, "a receipt for nothing");
        ledger.failed(0, "a receipt for nothing");

        assertThat(ledger.balance().invented()).isEqualTo(2);
        assertThat(ledger.balance().failed()).isZero();
    }

    @Test
    void theOwnCopyIsTheDeliveryOfAMessageToOneself() {
        ledger.sent(3);
        assertThat(ledger.balance().delivered()).isZero();
        ledger.acked(3);
        assertThat(ledger.balance().delivered()).isEqualTo(1);

        deliver(3);
        assertThat(ledger.balance().duplicated()).isEqualTo(1);
    }

    @Test
    void whatIsNeitherAckedNorRefusedLeavesTheLedgerOpen() {
        sendAndAck(0, 2, 3);
        deliver(0);
        deliver(2);
        ledger.sent(1);

        assertThat(ledger.unacked()).isEqualTo(1);
        assertThat(verdict().complaints())
                .containsExactly(
                        "1 messages were neither acked nor refused",
                        "the ledger does not add up: 5 rows are not 1 skipped + 3 acked + 0 failed");
    }

    @Test
    void anEmptyRunProvesNothing() {
        Ledger empty = new Ledger(new Traffic.Builder("nothing").skip().build(), RUN, () -> 0, nanos -> {});

        assertThat(new Verdict(empty.balance(), 0, 0, 0, 1).complaints())
                .containsExactly("nothing was acked, so nothing was tested");
    }

    @Test
    void aKillThatMeetsTooFewUnackedSendsProvesNothing() {
        sendAndAck(0, 1, 2, 3);
        deliver(0);
        deliver(1);
        deliver(2);

        assertThat(new Verdict(ledger.balance(), 1, 99, 100, 1).isGreen()).isFalse();
        assertThat(new Verdict(ledger.balance(), 1, 100, 100, 1).isGreen()).isTrue();
    }

    @Test
    void measuresFromSendToTheFirstDelivery() {
        now = 100;
        sendAndAck(0);
        now = 350;
        deliver(0);
        now = 900;
        deliver(0);

        assertThat(deliverNanos).containsExactly(250L);
    }

    @Test
    void refusesToSendARowTwice() {
        ledger.sent(0);

        assertThatThrownBy(() -> ledger.sent(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesOnlyTheFirstFewOffenders() {
        for (int i = 0; i < 20; i++) {
            ledger.delivered("b", "a", new byte[0]);
        }

        assertThat(ledger.balance().evidence())
                .filteredOn(line -> line.startsWith("invented"))
                .hasSize(Evidence.NAMED_MAX);
    }
}
