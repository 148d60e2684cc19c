package dev.carillon.node.session;

import java.util.ArrayList;
import java.util.List;

/** The sessions of a loop that have something to send, served once per pass, each with a share. Runs on the loop. */
final class ReadySessions {
    /** Inbox items that one session is sent per pass, so that a long backlog does not starve the others. */
    static final int ITEMS_PER_PUMP = 512;

    /** Inbox items that all sessions are sent per pass, about. */
    static final int ITEMS_PER_PASS = 32 * 1024;

    private List<Session> ready = new ArrayList<>();
    private List<Session> pumping = new ArrayList<>();

    void add(Session session) {
        if (!session.isReady) {
            session.isReady = true;
            ready.add(session);
        }
    }

    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Sends. @return sessions served */
    int pump() {
        if (ready.isEmpty()) {
            return 0;
        }
        List<Session> now = ready;
        ready = pumping;
        pumping = now;
        int done = 0;
        int items = 0;
        int size = now.size();
        for (int i = 0; i < size; i++) {
            Session session = now.get(i);
            session.isReady = false;
            if (items >= ITEMS_PER_PASS) {
                add(session);
                continue;
            }
            long before = session.inbox().position();
            boolean more = session.pump(ITEMS_PER_PUMP);
            items += (int) (session.inbox().position() - before);
            if (more) {
                add(session);
            }
            done++;
        }
        now.clear();
        return done;
    }
}
