package dev.carillon.simulator.recording.live;

import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one connection, from the node's WELCOME, which vouches for the user, to its end: what comes before is kept
 * for then, and nothing is told twice about the end. One thread.
 */
final class KnownParty {
    /** Events of a client that has not been welcomed yet; well above what the default window lets it send. */
    private static final int EARLY_MAX = 1_024;

    private final Party party;
    private final Consumer<Event> events;
    private final Runnable lost;
    private final List<Event> early = new ArrayList<>();
    private @Nullable Ending said;
    private int saidCode;
    private boolean welcomed;
    private boolean closed;

    /** @param lost called for every event that could not be noted */
    KnownParty(Party party, Consumer<Event> events, Runnable lost) {
        this.party = party;
        this.events = events;
        this.lost = lost;
    }

    Party party() {
        return party;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    void welcomed(Event.Opened opened) {
        welcomed = true;
        events.accept(opened);
        early.forEach(events);
        early.clear();
    }

    void tell(Event event) {
        if (welcomed) {
            events.accept(event);
        } else if (early.size() < EARLY_MAX) {
            early.add(event);
        } else {
            lost.run();
        }
    }

    /** The first word about the end is why it comes. */
    void said(Ending how, int code) {
        if (said == null) {
            said = how;
            saidCode = code;
        }
    }

    /** @param how it ended if nobody said why */
    void ended(Ending how, long atUs) {
        Ending why = said;
        close(why == null ? how : why, saidCode, atUs);
    }

    /** Whatever was said, nothing more can be told. */
    void lostSight(long atUs) {
        close(Ending.UNREADABLE, 0, atUs);
    }

    private void close(Ending how, int code, long atUs) {
        if (welcomed && !closed) {
            closed = true;
            events.accept(new Event.Closed(atUs, party, how, code));
        }
    }
}
