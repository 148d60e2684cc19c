package dev.carillon.simulator.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.Skip;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SkipReason;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.SyntheticDay;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.Device;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What devices are told, honestly and otherwise, and which check finds it out. */
class PromiseBookTest {
    private static final Traffic DAY = SyntheticDay.of(5, 2_000, 60);
    private static final Habits USUAL = new Habits(user -> user % 8 != 0, row -> row % 2 == 0, row -> row % 3 == 0);
    private static final Habits ALL = new Habits(user -> true, row -> true, row -> false);

    /** Rows 0 to 2 from a to b. */
    private static HonestTown pair(Habits habits) {
        try {
            Traffic.Builder rows = new Traffic.Builder("a pair");
            for (int row = 0; row < 3; row++) {
                rows.add(row + 1, 0, "a", "b", new byte[] {(byte) row});
            }
            return new HonestTown(rows.build(), habits, null);
        } catch (BadTrafficException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothingIsFoundWhereAllIsHonest() {
        HonestTown town = new HonestTown(DAY, USUAL, null);

        town.everything();

        assertThat(town.book.owed().isNothing()).as("%s", town.book.owed()).isTrue();
        assertThat(town.book.conclude(true)).allSatisfy((promise, seen) -> {
            assertThat(seen.named()).as(promise).isEmpty();
            assertThat(seen.against()).as(promise).isZero();
            assertThat(seen.looked()).as(promise).isGreaterThan(100);
        });
    }

    @ParameterizedTest
    @EnumSource(value = Lie.class, mode = EnumSource.Mode.EXCLUDE, names = "REPLICA_DIFFERS")
    void everyLieIsFoundOutByTheCheckOfThePromiseThatItBreaks(Lie lie) {
        HonestTown town = new HonestTown(DAY, USUAL, lie);

        town.everything();

        Map<String, Seen> all = town.book.conclude(true);
        assertThat(all).allSatisfy((promise, seen) -> {
            assertThat(seen.against() > 0).as("%s: %s", promise, seen).isEqualTo(promise.equals(lie.promise()));
            assertThat(seen.named().isEmpty()).isEqualTo(seen.against() == 0);
        });
        assertThat(town.book.isLieUntold()).isFalse();
    }

    @Test
    void aLieThatThereWasNothingToMakeOfIsSaidToBeUntold() {
        assertThat(new HonestTown(DAY, USUAL, Lie.HOLE).book.isLieUntold()).isTrue();
        assertThat(new HonestTown(DAY, USUAL, null).book.isLieUntold()).isFalse();
    }

    @Test
    void aReceiptIsNotHonestBeforeADeviceWasHandedWhatItSpeaksOf() {
        HonestTown town = pair(ALL);
        town.send(0);
        town.ack(0);
        town.send(1);
        town.ack(1);
        town.deliver(1, Device.WRITING, 1);

        town.receipt(ReceiptKind.DELIVERED, 1);

        assertThat(town.seen("HonestReceipt").named())
                .singleElement()
                .asString()
                .contains("row 0", "DELIVERED up to 2 by b", "no device had been handed it");
    }

    @Test
    void theSecondDeviceIsADeviceOfTheRecipientToo() {
        HonestTown town = pair(ALL);
        town.send(0);
        town.deliver(0, Device.QUIET, 1);

        town.receipt(ReceiptKind.DELIVERED, 0);

        assertThat(town.seen("HonestReceipt").against()).isZero();
    }

    @Test
    void whatAskedForNoReceiptNeedNotHaveArrived() {
        HonestTown town = pair(new Habits(user -> true, row -> row == 1, row -> false));
        town.send(0);
        town.send(1);
        town.deliver(1, Device.WRITING, 1);

        town.receipt(ReceiptKind.DELIVERED, 1);

        assertThat(town.seen("HonestReceipt").against()).isZero();
    }

    @Test
    void aReceiptForReadIsNotHonestWhereNobodyHasRead() {
        HonestTown town = pair(new Habits(user -> true, row -> true, row -> row == 0));
        town.send(0);
        town.deliver(0, Device.QUIET, 1);
        town.receipt(ReceiptKind.READ, 0);
        town.send(1);
        town.deliver(1, Device.QUIET, 2);

        town.receipt(ReceiptKind.READ, 1);

        // Both devices of the sender hear it.
        assertThat(town.seen("HonestReceipt").named())
                .hasSize(2)
                .allSatisfy(words -> assertThat(words).contains("READ up to 2", "up to 1 only"));
    }

    @Test
    void aReceiptOfTheSameIsNotBack() {
        HonestTown town = pair(ALL);
        town.send(0);
        town.deliver(0);
        town.receipt(ReceiptKind.DELIVERED, 0);

        town.receipt(ReceiptKind.DELIVERED, 0);

        assertThat(town.seen("CursorMonotone").against()).isZero();
    }

    @Test
    void receiptsThatAreOwedAreCountedUntilTheyCome() {
        HonestTown town = pair(ALL);
        town.send(0);
        town.send(1);
        town.send(2);
        town.book.refused(2);
        assertThat(town.book.owed().receipts()).isEqualTo(2);
        town.deliver(0);
        town.deliver(1);

        town.receipt(ReceiptKind.READ, 1);

        assertThat(town.book.owed().receipts()).isZero();
    }

    @Test
    void aCopyIsOwedFromTheAckOnAndOnlyOnce() {
        HonestTown town = pair(ALL);
        town.send(0);
        assertThat(town.book.owed().copies()).isZero();
        town.book.acked(0);
        assertThat(town.book.owed().copies()).isEqualTo(1);
        town.own(0, town.next(0));
        assertThat(town.book.owed().copies()).isZero();

        town.own(0, town.next(0));

        assertThat(town.seen("OwnHistory").named()).singleElement().asString().contains("shown to its sender again");
    }

    @Test
    void aCopyOfWhatWasNeverSentIsFound() {
        HonestTown town = pair(ALL);

        town.own(0, town.next(0));

        assertThat(town.seen("OwnHistory").named()).singleElement().asString().contains("no device of theirs had sent");
    }

    @Test
    void whatASkipSpeaksOfIsNoHole() {
        HonestTown town = pair(ALL);
        town.book.skip(1, Device.QUIET, new Skip(SkipReason.EXPIRED, 1, 5));
        town.send(0);

        town.deliver(0, Device.QUIET, 5);

        assertThat(town.seen("ContiguousInbox").named()).isEmpty();
    }

    @Test
    void anItemThatComesAgainIsFound() {
        HonestTown town = pair(ALL);
        town.send(0);
        town.deliver(0);

        town.deliver(0, Device.WRITING, 1);

        assertThat(town.seen("ContiguousInbox").named())
                .anySatisfy(words -> assertThat(words).contains("the first device, 1 came after 1"));
    }

    /** A node that leaves an item out on one device, and numbers the next one as if there had been none. */
    @Test
    void anItemThatIsLeftOutOnOneDeviceShowsInTheNumbersOfTheNext() {
        HonestTown town = pair(ALL);
        town.send(0);
        town.deliver(0, Device.WRITING, 1);
        town.send(1);
        town.deliver(1, Device.WRITING, 2);

        town.deliver(1, Device.QUIET, 1);

        assertThat(town.seen("ContiguousInbox").named())
                .anySatisfy(words ->
                        assertThat(words).contains("the second device, 1 is message a/7/2, and something else"));
    }

    /** The same where nothing comes after it. */
    @Test
    void anItemThatIsLeftOutAtTheEndShowsInTheHeadThatANodeNames() {
        HonestTown town = pair(ALL);
        town.send(0);
        town.deliver(0);
        town.book.online(1, Device.WRITING, 2);

        assertThat(town.book.owed().inboxes()).isEqualTo(1);
        assertThat(town.seen("ContiguousInbox").named())
                .singleElement()
                .asString()
                .contains("goes up to 2");
    }

    @Test
    void aDeviceThatGivesUpIsNamed() {
        HonestTown town = pair(ALL);

        town.book.ended(1, Device.WRITING, new ConnectionState.Closed("The node refused.", ErrorCode.REPLACED));

        assertThat(town.seen("CatchesUp").named()).containsExactly("the first device of b gave up: The node refused.");
    }

    @Test
    void withoutASecondDeviceNothingIsLookedAtInAnInbox() {
        HonestTown town = new HonestTown(DAY, new Habits(user -> false, row -> true, row -> true), null);

        town.everything();

        assertThat(town.seen("ContiguousInbox").looked()).isZero();
        assertThat(town.seen("OwnHistory").looked()).isZero();
    }
}
