package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.RelayBatch;
import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.delivery.RelayWord;
import dev.carillon.node.peer.PeerLimits;
import dev.carillon.node.runtime.LoopMailbox;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What the ways between partitions say they have room for is what they take. */
class RelayRoomTest {
    private static final int SELF = 1;
    private static final int OTHER = 2;
    private static final int HERE = 0;
    private static final int NEXT_LOOP = 1;
    private static final int AWAY = 2;
    private static final int MAILBOX = 1 << 20;

    private final LoopMailbox[] mail = {new LoopMailbox(MAILBOX), new LoopMailbox(MAILBOX)};
    private final LocalRelay local = new LocalRelay(0, mail);
    private final Owners owners = new Owners(4);
    private final Link link = new Link();
    private final ClusterRelay relay = new ClusterRelay(SELF, local, owners, link);
    private long heard;

    RelayRoomTest() {
        local.connect(new RelayReceiver() {
            @Override
            public void onRelay(int from, int to, RelayBatch batch) {
                heard += batch.length();
            }

            @Override
            public void onRelayWord(int from, int to, RelayWord word) {}
        });
        owners.heard(HERE, 1, 1, SELF);
        owners.heard(NEXT_LOOP, 1, 1, SELF);
        owners.heard(AWAY, 1, 1, OTHER);
    }

    private boolean send(int to, long bytes) {
        RelayBatch batch = new RelayBatch();
        int length = RelayBatch.HEADER + (int) bytes;
        batch.decode(new UnsafeBuffer(new byte[length]), 0, length);
        return relay.send(3, to, batch);
    }

    private void takesWhatItSays(int to) {
        long room = relay.room(to);
        assertThat(send(to, room + 1)).as("a byte more than its room").isFalse();
        assertThat(send(to, room)).as("what it has room for").isTrue();
    }

    @Test
    void onTheSameLoopThereIsRoomForWhatTheRoundAllows() {
        assertThat(relay.room(HERE)).isZero();
        local.allow(1_000);
        assertThat(relay.room(HERE)).isBetween(500L, 999L);
        takesWhatItSays(HERE);
        assertThat(heard).isBetween(500L, 999L);
        assertThat(relay.room(HERE)).isZero();
        assertThat(send(HERE, 0)).isFalse();
    }

    @Test
    void onAnotherLoopThereIsRoomForWhatItsMailboxTakes() {
        assertThat(relay.room(NEXT_LOOP)).isGreaterThan(RelayBatch.ITEMS_BYTES);
        for (long room = relay.room(NEXT_LOOP); room > 0; room = relay.room(NEXT_LOOP)) {
            if (room < RelayBatch.ITEMS_BYTES) {
                takesWhatItSays(NEXT_LOOP);
            } else {
                assertThat(send(NEXT_LOOP, room)).isTrue();
            }
        }
        assertThat(send(NEXT_LOOP, 1)).isFalse();
        mail[1].drain((kind, b, offset, length) -> {}, Integer.MAX_VALUE);
        assertThat(relay.room(NEXT_LOOP)).isGreaterThan(RelayBatch.ITEMS_BYTES);
    }

    @Test
    void toAnotherNodeThereIsRoomForWhatItsLinkTakes() {
        link.room = 100_000;
        takesWhatItSays(AWAY);
        assertThat(link.room).isZero();
        assertThat(relay.room(AWAY)).isZero();
    }

    /** A link that is full for long gets room bit by bit; who has short items must not take each bit for itself. */
    @Test
    void lessThanTheLongestItemNeedsIsNoRoomOnALink() {
        long whole = 4 + RelayBatch.HEADER + RelayBatch.ITEMS_BYTES;
        link.room = whole - 1;
        assertThat(relay.room(AWAY)).isZero();
        link.room = whole;
        assertThat(relay.room(AWAY)).isEqualTo(RelayBatch.ITEMS_BYTES);
    }

    @Test
    void anEmptyLinkHasRoomForAWholeBatch() {
        PeerLimits limits = PeerLimits.DEFAULT;
        link.room = Math.min(limits.frameBytesMax(), limits.relayBytesMax());
        assertThat(relay.room(AWAY)).isPositive();
    }

    @Test
    void whereNobodyLeadsThereIsNone() {
        link.room = 100_000;
        owners.heard(AWAY, 1, 1, 0);
        assertThat(relay.room(AWAY)).isZero();
    }

    private static final class Link implements Peers {
        private long room;

        @Override
        public boolean send(int node, int kind, int partition, DirectBuffer frame, int offset, int length) {
            assertThat(node).isEqualTo(OTHER);
            assertThat(kind).isEqualTo(FrameKind.RELAY);
            boolean fits = length <= room;
            room -= fits ? length : 0;
            return fits;
        }

        @Override
        public long room(int node) {
            return room;
        }

        @Override
        public void flush() {}

        @Override
        public long connection(int node) {
            return 1;
        }

        @Override
        public boolean isDown(int node) {
            return false;
        }
    }
}
