package dev.carillon.simulator.users;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a bounded number of users online: whoever takes part in a row comes online, and the one who was quiet longest
 * goes offline, if nothing is on the way from or to them. Confined to the replay's thread.
 */
public final class LinkPool {
    /** Users online at once. A process may open 20,000 files here, and the node needs as many. */
    public static final int ONLINE_MAX = 2_000;

    private final UserLinks links;
    private final IntPredicate busy;
    private int max;
    private final LinkedHashMap<Integer, UserLink> online = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param busy whether something is on the way from or to this user, who must stay online then
     * @param max at least 2, so that both ends of a row fit
     */
    public LinkPool(UserLinks links, IntPredicate busy, int max) {
        this.links = links;
        this.busy = busy;
        this.max = max;
    }

    /** The user's link, opened if needed; null if that many users are busy that nobody can make room now. */
    public @Nullable UserLink of(int user) {
        UserLink link = online.get(user);
        if (link == null) {
            if (online.size() >= max && !closeTheQuietest()) {
                return null;
            }
            link = links.open(user);
            online.put(user, link);
        }
        return link;
    }

    /** The user goes offline, whatever is on the way; nothing if they are. */
    public void close(int user) {
        UserLink link = online.remove(user);
        if (link != null) {
            link.close();
        }
    }

    /** From now on at least so many may be online. */
    public void makeRoom(int users) {
        max = Math.max(max, users);
    }

    /** Everybody goes offline, whatever is on the way. */
    public void closeAll() {
        online.values().forEach(UserLink::close);
        online.clear();
    }

    public int size() {
        return online.size();
    }

    /** A figure per user, added up over those whom the node knows to be here. */
    public int sumOnline(IntUnaryOperator figure) {
        int sum = 0;
        for (Map.Entry<Integer, UserLink> entry : online.entrySet()) {
            if (entry.getValue().isOnline()) {
                sum += figure.applyAsInt(entry.getKey());
            }
        }
        return sum;
    }

    private boolean closeTheQuietest() {
        Iterator<Map.Entry<Integer, UserLink>> quietestFirst = online.entrySet().iterator();
        while (quietestFirst.hasNext()) {
            Map.Entry<Integer, UserLink> entry = quietestFirst.next();
            if (!busy.test(entry.getKey())) {
                quietestFirst.remove();
                entry.getValue().close();
                return true;
            }
        }
        return false;
    }
}
