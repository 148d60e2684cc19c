package dev.carillon.client;

import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.DeviceStore;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which device this is and how it became so (PROTOCOL.md, section 14). Owns the {@link DeviceStore}: what is about to leave is
 * {@link #keep kept} first.
 */
final class DeviceIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceIdentity.class);
    /** The history of every node that was never restored; what a store without a number has lived in. */
    private static final long FIRST_HISTORY = 1;

    private final DeviceStore store;
    private final Outbox outbox;
    private final InboxCursor cursor;
    private final LongSupplier newInstall;
    private volatile long install;
    /** What the store names; 0 for none. */
    private long namedHistory;
    /** What the sequences in hand count in; 0 while there are none. */
    private long history;
    /** What the application's cursor counts in; 0 if it does not say. */
    private long appHistory;

    private long holdFrom = Long.MAX_VALUE;
    private boolean opened;
    private boolean enrol;
    private boolean unkept;

    DeviceIdentity(DeviceStore store, Outbox outbox, InboxCursor cursor, LongSupplier newInstall) {
        this.store = store;
        this.outbox = outbox;
        this.cursor = cursor;
        this.newInstall = newInstall;
    }

    /**
     * Reads the store and takes over what it holds.
     *
     * @return the sends without an answer, of earlier processes
     */
    List<EarlierSend> open(StartPoint start) {
        DeviceState state = store.open();
        opened = true;
        cursor.restart(start.cursorOr(state.cursor()));
        install = state.install();
        namedHistory = state.history();
        history = namedHistory;
        appHistory = start.history();
        List<PendingSend> sends = outbox.load(state);
        if (start.asNewDevice() && !state.fresh()) {
            startOver("The application asked for a new device.", true);
        } else if (state.fresh()) {
            install = newInstall.getAsLong();
            store.reset(install);
            enrol = true;
        } else {
            // a store that a power cut took back must not use a number twice: new sends wait for WELCOME
            holdFrom = state.nextCseq();
            enrol = namedHistory == 0 && cursor.acked() == 0 && outbox.first() == 1;
        }
        if (history == 0 && appHistory == 0 && (cursor.acked() > 0 || outbox.first() > 1)) {
            history = FIRST_HISTORY;
        }
        return EarlierSend.of(sends, state.unsettled());
    }

    boolean opened() {
        return opened;
    }

    /** Any thread. */
    long install() {
        return install;
    }

    /** Whether no node has answered this device yet. */
    boolean enrol() {
        return enrol;
    }

    /** New sends from here on wait for WELCOME. */
    long holdFrom() {
        return holdFrom;
    }

    /** What sequences count in, from 1; 0 before the first WELCOME. */
    long history() {
        return history;
    }

    /** Whether the device's sequences count in this history. */
    boolean livesIn(long number) {
        return (history == 0 || history == number) && (appHistory == 0 || appHistory == number);
    }

    /** A node knows the device, and its numbers fit. */
    void welcomed(long number) {
        enrol = false;
        holdFrom = Long.MAX_VALUE;
        history = number;
        if (namedHistory != number) {
            namedHistory = number;
            store.history(number);
            unkept = true;
        }
    }

    /** There are sends in the store that are not safe yet. */
    void appended() {
        unkept = true;
    }

    void cursor(long seq) {
        store.cursor(seq);
        unkept = true;
    }

    /** Makes sure that what is about to leave is kept. */
    void keep() {
        if (unkept) {
            store.flush();
            unkept = false;
        }
    }

    /**
     * Starts over as a new device: the old sequences are never used again.
     *
     * @param again whether messages that may have been stored under the old ones are sent again
     */
    void startOver(String reason, boolean again) {
        LOG.warn("{} This device enrols anew.", reason);
        install = newInstall.getAsLong();
        namedHistory = 0;
        history = 0;
        appHistory = 0;
        enrol = true;
        holdFrom = Long.MAX_VALUE;
        cursor.restart(0);
        outbox.startOver(install, reason, again);
        unkept = true;
    }

    /** The store is not used again. */
    void close() {
        if (opened) {
            store.cursor(cursor.acked());
        }
        store.close();
    }
}
