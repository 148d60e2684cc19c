package dev.carillon.node.delivery;

import java.util.Arrays;
import java.util.BitSet;
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

    /** The history of each partition that these count in, likewise. */
    private final long[] known;

    /** Partitions that sent something before this one led. */
    private final BitSet early = new BitSet();

    private final byte[] answers;
    private final IntArrayList answersDue = new IntArrayList();

    RelayIntake(int partition, int count) {
        this.partition = partition;
        this.received = new long[count];
        this.known = new long[count];
        this.answers = new byte[count];
    }

    /** Begins with what is applied; who came too early is asked to send again. */
    void begin(PartitionState state) {
        for (int from = 0; from < received.length; from++) {
            received[from] = state.taken(from);
            known[from] = state.relayHistory(from);
        }
        early.stream().forEach(from -> owe(from, ANSWER_RESEND));
        early.clear();
    }

    /**
     * Something came while this replica does not lead, or not yet: who leads is known to others before it may take anything.
     * Nothing else would make the sender send again before it has waited in vain.
     */
    void missed(int from) {
        early.set(from);
    }

    /**
     * Puts what is new and next into an entry. What counts in a history of the sender that is over is dropped, for its
     * numbers may have been used again.
     */
    void take(EntryPipeline entries, int from, RelayBatch batch) {
        if (batch.history != known[from]) {
            if (batch.history > known[from]) {
                owe(from, ANSWER_RESEND);
            }
            return;
        }
        if (batch.kept > received[from] + 1) {
            // The sender trims only what was taken here: it was, in a history that is over.
            entries.open().relayLost(from, batch.kept);
            received[from] = batch.kept - 1;
        }
        long expected = received[from] + 1;
        if (batch.first > expected) {
            owe(from, ANSWER_RESEND);
            return;
        }
        if (batch.first + batch.count <= expected) {
            owe(from, ANSWER);
            return;
        }
        int at = batch.offset;
        for (long xseq = batch.first; xseq < expected; xseq++) {
            at += 4 + Bytes.getInt(batch.items, at);
        }
        int taken = (int) (expected - batch.first);
        int left = batch.length - (at - batch.offset);
        entries.open().relayIn(from, expected, batch.count - taken, batch.items, at, left);
        received[from] = batch.first + batch.count - 1;
    }

    /** The sender has begun a new history. */
    void forked(EntryPipeline entries, int from, RelayWord word) {
        if (word.history() > known[from] && word.known() == known[from]) {
            entries.open().relayFork(from, word.history(), word.known(), word.xseq());
            known[from] = word.history();
            received[from] = Math.min(received[from], word.xseq());
        } else if (word.history() > known[from]) {
            owe(from, ANSWER_RESEND);
        }
    }

    /** The sender's new history is known here from now on. */
    void forkApplied(int from) {
        owe(from, ANSWER_RESEND);
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
            if ((!onlyHere || relay.isHere(to)) && relay.say(partition, to, answer(state, to))) {
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

    private RelayWord answer(PartitionState state, int to) {
        RelayWord.Kind kind = answers[to] == ANSWER_RESEND ? RelayWord.Kind.RESEND : RelayWord.Kind.TAKEN;
        return new RelayWord(kind, state.history(), state.relayHistory(to), state.taken(to));
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
