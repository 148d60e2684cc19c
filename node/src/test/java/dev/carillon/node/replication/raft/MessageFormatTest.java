package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.microraft.model.RaftModelFactory;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.message.RaftMessage;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class MessageFormatTest {
    private static final RaftMember SENDER = LoneReplica.ONE;
    private static final RaftMember TARGET = LoneReplica.SELF;

    private final RaftModelFactory models = new DefaultRaftModelFactory();
    private final RaftGroup group = new RaftGroup(3, List.of(TARGET, SENDER, LoneReplica.TWO));
    private final MessageDecoder decoder = new MessageDecoder(models, group, TARGET);

    private List<RaftMessage> messages() {
        return List.of(
                models.createAppendEntriesRequestBuilder()
                        .setGroupId(3)
                        .setSender(SENDER)
                        .setTerm(5)
                        .setPreviousLogTerm(4)
                        .setPreviousLogIndex(10)
                        .setCommitIndex(9)
                        .setLogEntries(List.of(LoneReplica.entry(11, 4), GroupLog.entry(12, 5, RaftEntry.termStart())))
                        .setQuerySequenceNumber(7)
                        .setFlowControlSequenceNumber(8)
                        .build(),
                models.createAppendEntriesSuccessResponseBuilder()
                        .setGroupId(3)
                        .setSender(SENDER)
                        .setTerm(5)
                        .setLastLogIndex(12)
                        .setQuerySequenceNumber(7)
                        .setFlowControlSequenceNumber(8)
                        .build(),
                models.createAppendEntriesFailureResponseBuilder()
                        .setGroupId(3)
                        .setSender(SENDER)
                        .setTerm(5)
                        .setExpectedNextIndex(12)
                        .setQuerySequenceNumber(7)
                        .setFlowControlSequenceNumber(8)
                        .build(),
                new Memberships(group, TARGET).snapshot(models, SENDER, 5, 4, 100, 7, 8),
                models.createPreVoteRequestBuilder()
                        .setGroupId(3)
                        .setSender(SENDER)
                        .setTerm(6)
                        .setLastLogTerm(5)
                        .setLastLogIndex(12)
                        .build(),
                models.createVoteRequestBuilder()
                        .setGroupId(3)
                        .setSender(SENDER)
                        .setTerm(6)
                        .setLastLogTerm(5)
                        .setLastLogIndex(12)
                        .setSticky(true)
                        .build(),
                models.createPreVoteResponseBuilder()
                        .setGroupId(3)
                        .setSender(SENDER)
                        .setTerm(6)
                        .setGranted(true)
                        .build(),
                models.createVoteResponseBuilder()
                        .setGroupId(3)
                        .setSender(SENDER)
                        .setTerm(6)
                        .setGranted(false)
                        .build(),
                models.createTriggerLeaderElectionRequestBuilder()
                        .setGroupId(3)
                        .setSender(SENDER)
                        .setTerm(6)
                        .setLastLogTerm(5)
                        .setLastLogIndex(12)
                        .build());
    }

    private static UnsafeBuffer encode(RaftMessage message) {
        MessageEncoder encoder = new MessageEncoder();
        int length = encoder.encode(3, TARGET, message);
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, encoder.buffer(), 0, length);
        return copy;
    }

    @Test
    void everyMessageIsReadAsItWasWritten() {
        for (RaftMessage message : messages()) {
            UnsafeBuffer bytes = encode(message);
            RaftMessage read = decoder.decode(bytes, 0, bytes.capacity());
            assertThat(read).isNotNull();
            assertThat(plain(read)).isEqualTo(plain(message));
            assertThat(encode(read)).isEqualTo(bytes);
        }
    }

    private static String plain(Object message) {
        return message.toString().replaceAll("@[0-9a-f]+", "");
    }

    @Test
    void aCutMessageIsRefusedAtEveryLength() {
        for (RaftMessage message : messages()) {
            UnsafeBuffer bytes = encode(message);
            for (int length = 0; length < bytes.capacity(); length++) {
                assertThat(decoder.decode(bytes, 0, length)).isNull();
                assertThat(decoder.refusal()).isEqualTo(Refusal.TRUNCATED);
            }
        }
    }

    @Test
    void aLongerMessageIsRefused() {
        for (RaftMessage message : messages()) {
            UnsafeBuffer bytes = encode(message);
            UnsafeBuffer longer = new UnsafeBuffer(new byte[bytes.capacity() + 1]);
            longer.putBytes(0, bytes, 0, bytes.capacity());
            assertThat(decoder.decode(longer, 0, longer.capacity())).isNull();
            assertThat(decoder.refusal()).isEqualTo(Refusal.TRAILING_BYTES);
        }
    }

    @Test
    void damagedMessagesNeverThrowAndAreRefusedByName() {
        Random random = new Random(7);
        Set<Refusal> seen = EnumSet.noneOf(Refusal.class);
        for (int round = 0; round < 20_000; round++) {
            List<RaftMessage> messages = messages();
            UnsafeBuffer bytes = encode(messages.get(random.nextInt(messages.size())));
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes.putByte(random.nextInt(bytes.capacity()), (byte) random.nextInt());
            }
            if (decoder.decode(bytes, 0, bytes.capacity()) == null) {
                seen.add(decoder.refusal());
            }
        }
        assertThat(seen)
                .contains(
                        Refusal.TRUNCATED,
                        Refusal.UNKNOWN_VERSION,
                        Refusal.UNKNOWN_TYPE,
                        Refusal.BAD_VALUE,
                        Refusal.UNKNOWN_GROUP,
                        Refusal.OTHER_GENERATION,
                        Refusal.NOT_FOR_ME,
                        Refusal.UNKNOWN_SENDER);
    }
}
