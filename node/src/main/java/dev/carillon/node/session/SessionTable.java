package dev.carillon.node.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions of a loop, by connection and in a row, so that a few can be looked at now and then. */
final class SessionTable {
    private final Long2ObjectHashMap<Session> byConnection = new Long2ObjectHashMap<>();
    private final List<Session> row = new ArrayList<>();
    private int hand;

    void add(Session session) {
        byConnection.put(session.output().connection(), session);
        session.place = row.size();
        row.add(session);
    }

    @Nullable
    Session find(long connection) {
        return byConnection.get(connection);
    }

    void remove(Session session) {
        if (byConnection.remove(session.output().connection()) == null) {
            return;
        }
        Session last = row.remove(row.size() - 1);
        if (last != session) {
            row.set(session.place, last);
            last.place = session.place;
        }
    }

    int size() {
        return row.size();
    }

    /** Visits a share of all, going round from call to call. */
    void visitSome(int parts, Consumer<Session> visitor) {
        for (int n = row.size() / parts + 1; n > 0 && !row.isEmpty(); n--) {
            hand = hand + 1 < row.size() ? hand + 1 : 0;
            visitor.accept(row.get(hand));
        }
    }

    boolean isAny(Predicate<Session> what) {
        for (int i = 0; i < row.size(); i++) {
            if (what.test(row.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Those of one partition's users; a copy, because a visitor may end sessions. */
    List<Session> of(int partition) {
        return where(session -> session.seat().partition().number() == partition);
    }

    /** Of those, the ones that are adrift. */
    List<Session> adriftOf(int partition) {
        return where(session -> session.state() == SessionState.ADRIFT
                && session.seat().partition().number() == partition);
    }

    private List<Session> where(Predicate<Session> what) {
        List<Session> found = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (what.test(row.get(i))) {
                found.add(row.get(i));
            }
        }
        return found;
    }

    /** A copy, because a visitor may end sessions. */
    List<Session> all() {
        return List.copyOf(row);
    }
}
