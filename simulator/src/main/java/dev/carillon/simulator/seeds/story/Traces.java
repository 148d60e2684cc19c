package dev.carillon.simulator.seeds.story;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.InboxItem;
import dev.carillon.node.delivery.UserState;
import dev.carillon.ring.UserHash;
import dev.carillon.simulator.seeds.promises.Sent;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Finds one message in replicas: in a log's entries by its text, in a state by its number or in the inbox. */
final class Traces {
    /**
     * An entry of a log that has the message.
     *
     * @param committed whether the replica knows it to be
     */
    record Entry(long index, boolean committed) {}

    private final Sent sent;
    private final byte[] text;

    /** Where the recipient's inbox has it, as soon as one was seen to; 0 before. */
    private long seq;

    Traces(Sent sent) {
        this.sent = sent;
        this.text = sent.text().getBytes(StandardCharsets.UTF_8);
    }

    long seq() {
        return seq;
    }

    /**
     * Looks through a log.
     *
     * @param after up to this entry it was looked through before, as committed
     * @return null if the message is in none of the others
     */
    @Nullable
    Entry inLog(DeliveryPartition replica, long after) {
        Search search = new Search();
        replica.read(replica.generation(), after + 1, Long.MAX_VALUE, search::look);
        if (search.found > 0) {
            return new Entry(search.found, true);
        }
        replica.tail(search::look);
        return search.found > 0 ? new Entry(search.found, false) : null;
    }

    private final class Search {
        private long found;

        void look(long index, boolean termStart, DirectBuffer entry, int offset, int length) {
            if (found == 0 && !termStart && contains(entry, offset, length)) {
                found = index;
            }
        }
    }

    private boolean contains(DirectBuffer bytes, int offset, int length) {
        for (int from = offset; from <= offset + length - text.length; from++) {
            int same = 0;
            while (same < text.length && bytes.getByte(from + same) == text[same]) {
                same++;
            }
            if (same == text.length) {
                return true;
            }
        }
        return false;
    }

    /** Whether a replica of the sender's partition has accepted it, as far as its number is known. */
    boolean isAccepted(DeliveryPartition replica) {
        UserState user = user(replica, sent.from().user());
        DeviceState device = user == null ? null : user.device(sent.from().install());
        return device != null && sent.cseq() > 0 && device.cseqHigh() >= sent.cseq();
    }

    /** Whether it is in the inbox, in a replica of the recipient's partition. */
    boolean isInInbox(DeliveryPartition replica) {
        UserState user = user(replica, sent.to());
        long[] found = new long[1];
        if (user != null) {
            user.inbox().read(0, Integer.MAX_VALUE, (at, item, offset, length) -> {
                // A sender's own copy is there for another device's sake.
                boolean here = length > 0
                        && InboxItem.kind(item, offset) == InboxItem.MESSAGE
                        && contains(item, offset, length);
                found[0] = here ? at : 0;
                return !here;
            });
        }
        seq = found[0] > 0 ? found[0] : seq;
        return found[0] > 0;
    }

    /** Whether the inbox has gone beyond it, because every device has what is there. */
    boolean hasLeftInbox(DeliveryPartition replica) {
        UserState user = user(replica, sent.to());
        return user != null && seq > 0 && seq < user.inbox().first();
    }

    private static @Nullable UserState user(DeliveryPartition replica, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return replica.findUser(bytes, UserHash.of(bytes));
    }
}
