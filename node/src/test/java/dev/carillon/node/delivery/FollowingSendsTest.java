package dev.carillon.node.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.cluster.Format;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.NewerFormatException;
import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.OverlayQueue;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** An entry in the newest format says the same as one in the first, in fewer bytes. */
class FollowingSendsTest {
    private static final byte[] ANN = "ann".getBytes(UTF_8);
    private static final byte[] BOB = "bob".getBytes(UTF_8);
    private static final byte[] CAT = "cat".getBytes(UTF_8);

    /** Of the sends of {@link #day}. */
    private static final int ACCEPTED = 10;

    private static final ResumeListener ANYBODY = new Unnumbered() {
        @Override
        public void onResumed(UserState user, DeviceState device, boolean enrolled) {}

        @Override
        public void onResumeRefused(ErrorCode why) {
            throw new AssertionError(why);
        }
    };

    private static EntryBuffer entry(int format) {
        EntryBuffer entry = new EntryPool(() -> format).take();
        entry.resume(ANN, 1, true, 0, ANYBODY);
        entry.resume(ANN, 2, true, 0, ANYBODY);
        return entry;
    }

    private static void send(EntryBuffer entry, long install, long cseq, byte[] to, String text) {
        byte[] payload = text.getBytes(UTF_8);
        // The array of a name is another one with each send.
        entry.accept(
                ANN.clone(), install, cseq, cseq % 2 == 0, 0, to.clone(), new UnsafeBuffer(payload), 0, payload.length);
    }

    /** Rows, and what breaks them: another device, another recipient, a gap, a repetition, anything between. */
    private static EntryBuffer day(int format) {
        EntryBuffer entry = entry(format);
        send(entry, 1, 1, BOB, "one");
        send(entry, 1, 2, BOB, "two");
        send(entry, 1, 3, BOB, "");
        send(entry, 2, 1, BOB, "of the other device");
        send(entry, 2, 2, CAT, "to somebody else");
        send(entry, 2, 3, CAT, "again");
        send(entry, 2, 3, CAT, "repeated");
        send(entry, 2, 4, CAT, "after a repetition");
        entry.ack(ANN, 1, 1);
        send(entry, 2, 5, CAT, "after an ack");
        send(entry, 1, 9, BOB, "after a gap");
        send(entry, 1, 10, BOB, "still");
        send(entry, 1, 4, BOB, "what was missing");
        send(entry, 1, 5, BOB, "and next");
        entry.stamp(5_000);
        return entry;
    }

    /** All that it says of users and of what goes to others; the head also has a number for the entries' bytes. */
    private static List<String> stateAfter(EntryBuffer entry, int newest) {
        PartitionOverlay overlay = new PartitionOverlay(0, new MemoryStateEngine());
        PartitionState state = new PartitionState(overlay, Partitions.of(1), new NoEffects(), newest);
        state.apply(1, 1, entry.buffer(), 0, entry.length(), null);
        List<String> said = new ArrayList<>();
        overlay.scan(new byte[] {'u'}, (key, value) -> {
            said.add(new String(key, UTF_8) + " " + HexFormat.of().formatHex(value));
            return true;
        });
        UserState ann =
                Objects.requireNonNull(state.users().find(new UnsafeBuffer(ANN), 0, ANN.length, UserHash.of(ANN)));
        said.addAll(items(ann.inbox));
        state.outboxes().forEach(box -> said.addAll(items(box.queue)));
        return said;
    }

    private static List<String> items(OverlayQueue queue) {
        List<String> items = new ArrayList<>();
        queue.read(queue.first(), Integer.MAX_VALUE, (seq, b, offset, length) -> {
            byte[] bytes = new byte[length];
            b.getBytes(offset, bytes);
            items.add(seq + " " + HexFormat.of().formatHex(bytes));
            return true;
        });
        return items;
    }

    @Test
    void theStateIsTheSameAndTheEntryShorter() {
        EntryBuffer first = day(Format.FIRST);
        EntryBuffer newest = day(Format.NEWEST);
        List<String> said = stateAfter(first, Format.NEWEST);
        assertThat(said).as("ann, her own copies, and what goes to others").hasSize(1 + ACCEPTED + ACCEPTED);
        assertThat(stateAfter(newest, Format.NEWEST)).isEqualTo(said);
        assertThat(newest.length()).isLessThan(first.length());
    }

    @Test
    void aRowEndsWithItsEntry() {
        EntryPool pool = new EntryPool(() -> Format.NEWEST);
        EntryBuffer used = pool.take();
        used.resume(ANN, 1, true, 0, ANYBODY);
        send(used, 1, 1, BOB, "one");
        int whole = used.length();
        pool.give(used);
        EntryBuffer again = pool.take();
        assertThat(again).isSameAs(used);
        again.resume(ANN, 1, true, 0, ANYBODY);
        send(again, 1, 2, BOB, "two");
        assertThat(again.length()).as("it names sender and recipient anew").isEqualTo(whole);
    }

    @Test
    void whoKnowsOnlyTheFirstFormatWritesAndReadsNothingElse() {
        EntryBuffer first = day(Format.FIRST);
        assertThat(stateAfter(first, Format.FIRST)).isEqualTo(stateAfter(first, Format.NEWEST));
        EntryBuffer newest = day(Format.NEWEST);
        assertThatThrownBy(() -> stateAfter(newest, Format.FIRST)).isInstanceOf(NewerFormatException.class);
    }
}
