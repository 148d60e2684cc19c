package dev.carillon.node.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.Limits;
import dev.carillon.storage.memory.MemoryStateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** No more of an outbox is read than there is room for where it goes, and all of it goes once there is. */
class RelayRoomTest {
    private static final int NOT_FOR_LONG = 1_000;

    private final MemoryStateEngine engine = new MemoryStateEngine();
    private final Town town = new Town(engine);

    private final List<String> expected = new ArrayList<>();
    private int sends;

    /** A message that fills so many bytes. */
    private void accept(int bytes) {
        sends++;
        String text = (sends + " ").repeat(bytes).substring(0, bytes);
        expected.add(text);
        UnsafeBuffer payload = new UnsafeBuffer(new byte[bytes]);
        payload.putStringWithoutLengthAscii(0, text);
        town.from.accept(Town.ALICE, 1, sends, false, 1, Town.BOB, payload, 0, bytes);
    }

    /** What is accepted is on the disk only, and nothing of it has been sent. */
    private void toDisk() {
        town.relay.room = 0;
        town.passes();
        town.copy(town.from);
    }

    /** On a loop that has much to relay, to read it only to hear that it is not taken left time for nothing else. */
    @Test
    void whileTheLinkIsFullNothingIsRead() {
        town.enrol(1);
        accept(30);
        accept(30);
        toDisk();
        long before = engine.queueReads();
        town.passes();
        assertThat(engine.queueReads()).isEqualTo(before);
        assertThat(town.relay.inVain).isZero();

        town.relay.room = RelayBatch.ITEMS_BYTES;
        town.passes();
        assertThat(engine.queueReads()).as("and here it does read").isGreaterThan(before);
        assertThat(town.inbox()).isEqualTo(expected);
    }

    @Test
    void whatDoesNotFitIsLookedAtOnceUntilThereIsRoomForIt() {
        town.enrol(1);
        accept(5_000);
        toDisk();
        long before = engine.queueReads();
        town.relay.room = 5_000;
        town.passes();
        assertThat(engine.queueReads()).isEqualTo(before + 1);
        assertThat(town.relay.inVain).isZero();

        town.relay.room = 6_000;
        town.passes();
        assertThat(town.inbox()).isEqualTo(expected);
    }

    @Test
    void theLongestItemFitsIntoABatch() {
        assertThat(Integer.BYTES + OutboxItem.to(0) + 2 * (1 + Limits.USER_ID_MAX) + Limits.PAYLOAD_MAX)
                .isLessThan(RelayBatch.ITEMS_BYTES);
        town.enrol(1);
        accept(Limits.PAYLOAD_MAX);
        accept(Limits.PAYLOAD_MAX);
        town.passes();
        assertThat(town.inbox()).isEqualTo(expected);
    }

    /** From the disk and from memory, some longer than there is room for most of the time. */
    @Test
    void withLittleRoomAllOfItArrivesInOrder() {
        Random random = new Random(7);
        town.enrol(1);
        for (int i = 0; i < 300; i++) {
            accept(random.nextInt(10) == 0 ? 2_000 : 1 + random.nextInt(100));
            if (i == 150) {
                toDisk();
            }
            town.relay.room = random.nextInt(4) == 0 ? 3_000 : random.nextInt(400);
            town.pass();
        }
        int passes = 0;
        while (town.from.outboxSize(1) > 0 && passes++ < NOT_FOR_LONG) {
            town.relay.room = random.nextInt(4) == 0 ? 3_000 : random.nextInt(400);
            town.pass();
        }
        assertThat(town.inbox()).isEqualTo(expected);
        assertThat(town.relay.inVain)
                .as("handed over for which there was no room")
                .isZero();
    }
}
