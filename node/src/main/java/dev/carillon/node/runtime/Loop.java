package dev.carillon.node.runtime;

/**
 * The single writer of some partitions and of all that belongs to them. One {@link #pass} hears the waiting mail and
 * works once; {@link #run} repeats passes on a thread of the assembly's choosing until {@link #stop}, a
 * {@link LoopOnExecutor} runs them between other tasks of a thread. A simulator calls {@code pass} itself.
 */
public final class Loop {
    /** Most pieces of mail heard before a pass works; bounds the pass and so its latency. */
    public static final int MAIL_PER_PASS_MAX = 4096;

    /** Pieces of mail between two questions whether more fit into the pass. */
    private static final int MAIL_PER_LOOK = 16;

    /**
     * How long an idle loop looks for mail before it sleeps, ns. About what a sleep and a wake-up cost; more would take
     * the processor from those that are about to write the mail.
     */
    private static final long SPIN_NS = 10_000;

    /** Longest sleep, ns; a net under a lost wake-up. */
    private static final long SLEEP_NS_MAX = 100_000_000;

    private final int number;
    private final LoopMailbox mailbox;
    private final Clock clock;
    private final LoopDuty duty;
    private volatile boolean stopping;

    public Loop(int number, LoopMailbox mailbox, Clock clock, LoopDuty duty) {
        this.number = number;
        this.mailbox = mailbox;
        this.clock = clock;
        this.duty = duty;
    }

    /** From 0; names the thread and the metrics. */
    public int number() {
        return number;
    }

    public LoopMailbox mailbox() {
        return mailbox;
    }

    /** One pass. @return how much was done; 0 if nothing */
    public int pass() {
        int heard = 0;
        int more = 1;
        while (more > 0 && heard < MAIL_PER_PASS_MAX && duty.hasRoom()) {
            more = mailbox.drain(duty, MAIL_PER_LOOK);
            heard += more;
        }
        return heard + duty.work(clock.nanoTime());
    }

    /** Passes until stopped. The thread that calls this owns the loop from then on. */
    public void run() {
        while (!stopping) {
            if (pass() == 0) {
                long nowNs = clock.nanoTime();
                long ns = Math.min(SLEEP_NS_MAX, duty.nextDeadlineNs() - nowNs);
                if (ns > 0 && !hearsSoon(nowNs + Math.min(ns, SPIN_NS))) {
                    mailbox.wakeUp().sleep(ns, mailbox);
                }
            }
        }
    }

    private boolean hearsSoon(long untilNs) {
        do {
            if (!mailbox.isEmpty()) {
                return true;
            }
            Thread.onSpinWait();
        } while (clock.nanoTime() - untilNs < 0);
        return false;
    }

    /** When a pass is due next even if no mail comes, monotonic ns. On the loop. */
    public long nextDeadlineNs() {
        return duty.nextDeadlineNs();
    }

    /** Whether no pass shall follow; any thread. */
    boolean isStopping() {
        return stopping;
    }

    /** Ends {@link #run} after the pass it is in; any thread. */
    public void stop() {
        stopping = true;
        mailbox.wake();
    }
}
