package dev.carillon.simulator.load;

import dev.carillon.client.SendOptions;
import dev.carillon.simulator.users.RefusedException;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The users of a generator as they come, write and go. Nobody who writes waits: what cannot be handed to a client yet is kept
 * by its user, in order, and its time runs. Users come and go on the porter's thread; {@link #write} is for the thread of the
 * schedule; clients call back on any.
 */
final class Crowd {
    /** Sends of one user that its client holds at once; further ones wait with the user. */
    private static final int WITH_CLIENT_MAX = 1_000;

    private final Plan plan;
    private final Books books;
    private final UserLinks links;
    private final ExecutorService porter;
    private final List<User> users = new ArrayList<>();

    /** One of them; guarded by itself. */
    private static final class User {
        private final ArrayDeque<Integer> waiting = new ArrayDeque<>();
        private @Nullable UserLink link;
        private int unacked;
        private boolean leaving;
    }

    private final long[] meantNs;

    /** @param porter one thread */
    Crowd(Plan plan, Books books, UserLinks links, ExecutorService porter) {
        this.plan = plan;
        this.books = books;
        this.links = links;
        this.porter = porter;
        this.meantNs = new long[plan.traffic().size()];
        plan.town().forEach(each -> users.add(new User()));
    }

    /** The user comes online. @param meant when, for the time that it takes; 0 where that does not matter */
    void come(int number, long meant) {
        later(() -> {
            User user = users.get(number);
            synchronized (user) {
                user.leaving = false;
                if (user.link != null) {
                    return;
                }
            }
            books.coming(number, meant);
            UserLink opened = links.open(number);
            synchronized (user) {
                user.link = opened;
                hand(user);
            }
        });
    }

    /** The user goes offline as soon as nothing that was written is without an answer. */
    void go(int number) {
        later(() -> {
            User user = users.get(number);
            UserLink closing = null;
            synchronized (user) {
                user.leaving = true;
                if (user.link != null && user.unacked == 0 && user.waiting.isEmpty()) {
                    closing = user.link;
                    user.link = null;
                }
            }
            if (closing != null) {
                closing.close();
            }
        });
    }

    private void later(Runnable work) {
        try {
            porter.execute(work);
        } catch (RejectedExecutionException e) {
            // The run is over; whoever is left is closed with the clients' runtime.
        }
    }

    /** A message is due. @param meant when */
    void write(int row, long meant) {
        meantNs[row] = meant;
        User user = users.get(plan.traffic().from(row));
        synchronized (user) {
            user.waiting.add(row);
            hand(user);
        }
    }

    /** Under the user's lock. */
    private void hand(User user) {
        UserLink link = user.link;
        while (link != null && !user.waiting.isEmpty() && user.unacked < WITH_CLIENT_MAX) {
            int row = user.waiting.remove();
            user.unacked++;
            books.sent(row, meantNs[row]);
            SendOptions options = plan.receipts().get(row) ? SendOptions.WITH_RECEIPTS : SendOptions.PLAIN;
            link.send(plan.traffic().user(plan.traffic().to(row)), books.payload(row), options)
                    .whenComplete((ack, failure) -> settled(user, row, failure));
        }
    }

    private void settled(User user, int row, @Nullable Throwable failure) {
        if (failure == null) {
            books.acked(row, meantNs[row]);
        } else if (failure instanceof RefusedException) {
            books.refused(row, String.valueOf(failure.getMessage()));
        }
        // Any other failure leaves the row's fate open, and the ledger says so.
        boolean leaves;
        synchronized (user) {
            user.unacked--;
            hand(user);
            leaves = user.leaving && user.unacked == 0;
        }
        if (leaves) {
            go(plan.traffic().from(row));
        }
    }

    /** Whether everybody of these is online with all devices. */
    boolean areOnline(List<Resident> who) {
        return who.stream().allMatch(each -> {
            User user = users.get(each.number());
            synchronized (user) {
                UserLink link = user.link;
                return link != null && link.isOnline();
            }
        });
    }

    /** Whether none of these has a connection any more, but for what is being closed. */
    boolean areGone(List<Resident> who) {
        return who.stream().allMatch(each -> {
            User user = users.get(each.number());
            synchronized (user) {
                return user.link == null;
            }
        });
    }
}
