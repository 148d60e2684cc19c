package dev.carillon.simulator.bugs;

import dev.carillon.node.delivery.RelayWord;
import dev.carillon.node.delivery.UserState;
import dev.carillon.storage.LoopLog;
import java.util.List;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * What planted bugs do before or after a method. The bodies are copied into the method's class and run there, so they use its
 * fields, and nothing of this class.
 */
@SuppressWarnings({"ParameterName", "unused", "UnusedVariable", "rawtypes", "unchecked", "NullAway"})
final class Wrong {
    private Wrong() {}

    /** Answers that should wait for the disk leave with the questions that need not. */
    static final class AnswersLeaveEarly {
        private AnswersLeaveEarly() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("early") List early, @Advice.FieldValue("late") List late) {
            early.addAll(late);
            late.clear();
        }
    }

    /** What is written to the log is never forced to the disk. */
    static final class ForcesNothing {
        private ForcesNothing() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) LoopLog.@Nullable Force force) {
            force = force == null ? null : NoForce.INSTANCE;
        }
    }

    /** The sender hears that everything is taken that was received, committed or not. */
    static final class AnswersReceived {
        private AnswersReceived() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("received") long[] received,
                @Advice.Argument(1) int to,
                @Advice.Return(readOnly = false) RelayWord word) {
            word = new RelayWord(word.kind(), word.history(), word.known(), received[to]);
        }
    }

    /** A device that says it has one item is taken to have all. */
    static final class AcksEverything {
        private AcksEverything() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(0) UserState user, @Advice.Argument(value = 2, readOnly = false) long seq) {
            seq = user.head();
        }
    }

    /** Entries are dropped that the state does not have for good. */
    static final class FlushedTooMuch {
        private FlushedTooMuch() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) long index) {
            index += 1_000;
        }
    }

    /** Of two markers the newer one counts, which a crash may have taken. */
    static final class NewestMarkerOnly {
        private NewestMarkerOnly() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) long index,
                @Advice.FieldValue(value = "previousMarker", readOnly = false) long previousMarker,
                @Advice.FieldValue(value = "flushed", readOnly = false) long flushed) {
            previousMarker = index;
            flushed = index;
        }
    }

    /** A partition's answer counts for one item more. */
    static final class AnsweredOneMore {
        private AnsweredOneMore() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) long xseq) {
            xseq += 1;
        }
    }

    /** What the application has in hand is said to be taken over. */
    static final class InHandIsAcked {
        private InHandIsAcked() {}

        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("highest") long highest, @Advice.Return(readOnly = false) long acked) {
            acked = highest;
        }
    }

    /** WELCOME says of one send more that it is stored. */
    static final class WelcomesOneMore {
        private WelcomesOneMore() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 2, readOnly = false) long ackedCseq) {
            ackedCseq += 1;
        }
    }

    /** A device's high-water is not written down. */
    static final class HighWaterNotWritten {
        private HighWaterNotWritten() {}

        @Advice.OnMethodEnter
        static long enter(@Advice.FieldValue(value = "cseqHigh", readOnly = false) long cseqHigh) {
            long kept = cseqHigh;
            cseqHigh = 0;
            return kept;
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.Enter long kept, @Advice.FieldValue(value = "cseqHigh", readOnly = false) long cseqHigh) {
            cseqHigh = kept;
        }
    }
}
