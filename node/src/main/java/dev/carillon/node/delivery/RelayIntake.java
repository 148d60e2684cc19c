package dev.carillon.node.delivery;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * What other partitions send to this one: takes what comes next in order, and owes each an answer. How much was put into
 * entries runs ahead of how much is applied; only the latter is answered. Runs on the loop.
 */
final class RelayIntake {
    private static final byte ANSWER = 1;
    private static final byte ANSWER_RESEND = 2;

    private final int partition;

    /** Highest xseq of each partition that is in an entry, committed or not. */
    private final long[] received;

    private final byte[] answers;
    private final IntArrayList answersDue = new IntArrayList();

    RelayIntake(int partition, int count) {
        this.partition = partition;
        this.received = new long[count];
        this.answers = new byte[count];
    }

    /** Begins with what is applied. */
    void begin(PartitionState state) {
        for (int from = 0; from < received.length; from++) {
            received[from] = state.taken(from);
        }
    }

    /** Puts what is new and next into an entry. */
    void take(EntryPipeline entries, int from, long firstXseq, int count, DirectBuffer items, int offset, int length) {
        long expected = received[from] + 1;
        if (firstXseq > expected) {
            owe(from, ANSWER_RESEND);
            return;
        }
        if (firstXseq + count <= expected) {
            owe(from, ANSWER);
            return;
        }
        int at = offset;
        for (long xseq = firstXseq; xseq < expected; xseq++) {
            at += 4 + Bytes.getInt(items, at);
        }
        int taken = (int) (expected - firstXseq);
        entries.open().relayIn(from, expected, count - taken, items, at, length - (at - offset));
        received[from] = firstXseq + count - 1;
    }

    /** Something of that partition was applied. */
    void applied(int from) {
        owe(from, ANSWER);
    }

    private void owe(int from, byte kind) {
        if (answers[from] == 0) {
            answersDue.addInt(from);
        }
        answers[from] = (byte) Math.max(answers[from], kind);
    }

    boolean owesNothing() {
        return answersDue.isEmpty();
    }

    /** @return answers sent */
    int answer(RelayTransport relay, PartitionState state, boolean onlyHere) {
        int done = 0;
        int kept = 0;
        for (int i = 0; i < answersDue.size(); i++) {
            int to = answersDue.getInt(i);
            if ((!onlyHere || relay.isHere(to))
                    && relay.answer(partition, to, state.taken(to), answers[to] == ANSWER_RESEND)) {
                answers[to] = 0;
                done++;
            } else {
                answersDue.setInt(kept++, to);
            }
        }
        while (answersDue.size() > kept) {
            answersDue.removeAt(answersDue.size() - 1);
        }
        return done;
    }

    /** Owes nobody anything any more: who wants an answer asks again. */
    void drop() {
        answersDue.clear();
        Arrays.fill(answers, (byte) 0);
    }

    @Override
    public String toString() {
        return Arrays.toString(received);
    }
}
