package dev.carillon.node.runtime;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;

/** What a {@link Loop} does: it hears the mail, then works once. Runs on the loop. */
public interface LoopDuty extends MessageHandler {
    /**
     * One piece of mail; the slice is valid during the call.
     *
     * @param kind one of {@link MailKind}
     */
    @Override
    void onMessage(int kind, MutableDirectBuffer buffer, int offset, int length);

    /** Whether more mail fits into this pass. */
    boolean hasRoom();

    /**
     * The work of one pass, after its mail.
     *
     * @param nowNs monotonic time of the pass
     * @return how much was done; 0 lets the loop go idle
     */
    int work(long nowNs);

    /**
     * When {@link #work} must be called next even if no mail comes: monotonic ns, at most a year ahead for
     * "never".
     */
    long nextDeadlineNs();
}
