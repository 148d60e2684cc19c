package dev.carillon.simulator.demo;

import dev.carillon.client.SendOptions;
import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.RefusedException;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * A node and its clients in memory, on a thread of its own: sends are stored, acked and delivered in order while the
 * node is up, and wait while it is down. It can misbehave in chosen ways, as a real node must not.
 */
final class SimulatedTown implements UserLinks, KillableNode, AutoCloseable {
    private final Traffic traffic;
    private final Deliveries inbound;
    private final ArrayDeque<Letter> toNode = new ArrayDeque<>();
    private final Map<String, ArrayDeque<Letter>> inboxes = new HashMap<>();
    private final Set<String> online = new HashSet<>();
    private final Thread thread = new Thread(this::work, "town");
    private boolean up = true;
    private boolean alive = true;
    private boolean ended;
    private long handled;
    private long stallAt = Long.MAX_VALUE;
    private long leavesOpen = -1;
    private long onlineFromSends;
    private long heldUntilKills;
    private int kills;
    private int onlineMost;
    private Predicate<Long> forgets = n -> false;
    private Predicate<Long> refuses = n -> false;
    private boolean forgetsEverythingAtAKill;

    private record Letter(String from, String to, byte[] payload, CompletableFuture<Object> outcome) {}

    SimulatedTown(Traffic traffic, Deliveries inbound) {
        this.traffic = traffic;
        this.inbound = inbound;
        thread.setDaemon(true);
        thread.start();
    }

    /** Acks the n-th send (from 0) and never delivers it. */
    synchronized SimulatedTown forgetting(Predicate<Long> which) {
        forgets = which;
        return this;
    }

    synchronized SimulatedTown refusing(Predicate<Long> which) {
        refuses = which;
        return this;
    }

    /** Acks without storing: what is in an inbox at a kill is gone. */
    synchronized SimulatedTown forgettingEverythingAtAKill() {
        forgetsEverythingAtAKill = true;
        return this;
    }

    /** Handles only so many sends until it was killed that often, so that the rest are unacked at the kill. */
    synchronized SimulatedTown stallingAfter(long sends, int untilKills) {
        stallAt = sends;
        heldUntilKills = untilKills;
        return this;
    }

    /** Ends on its own, as a node must not. */
    synchronized void die() {
        alive = false;
        up = false;
    }

    /** Lets nobody connect until so many sends wait in the clients. */
    synchronized SimulatedTown connectingAfter(long sends) {
        onlineFromSends = sends;
        return this;
    }

    /** Never says what became of the n-th send, from 0, and does not store it: the client closes first. */
    synchronized SimulatedTown leavingOpen(long which) {
        leavesOpen = which;
        return this;
    }

    @Override
    public synchronized void freeze() {
        up = false;
    }

    private void work() {
        while (true) {
            Runnable answer = null;
            synchronized (this) {
                while (!ended && !(up && (mayHandle() || mayDeliver()))) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (ended) {
                    return;
                }
                if (mayHandle()) {
                    Letter letter = toNode.remove();
                    long number = handled++;
                    answer = () -> letter.outcome.complete(Boolean.TRUE);
                    if (refuses.test(number)) {
                        answer = () -> letter.outcome.completeExceptionally(new RefusedException("INBOX_FULL"));
                    } else if (number == leavesOpen) {
                        answer = () -> letter.outcome.completeExceptionally(new IllegalStateException("closed"));
                    } else if (!forgets.test(number) && !letter.from.equals(letter.to)) {
                        inboxes.computeIfAbsent(letter.to, to -> new ArrayDeque<>())
                                .add(letter);
                    }
                } else {
                    deliverOne();
                }
            }
            if (answer != null) {
                answer.run();
            }
        }
    }

    private boolean mayHandle() {
        return !toNode.isEmpty()
                && onlineFromSends <= handled + toNode.size()
                && (handled < stallAt || kills >= heldUntilKills);
    }

    private boolean mayDeliver() {
        return inboxes.entrySet().stream()
                .anyMatch(e -> online.contains(e.getKey()) && !e.getValue().isEmpty());
    }

    private void deliverOne() {
        for (String user : online) {
            ArrayDeque<Letter> inbox = inboxes.get(user);
            if (inbox != null && !inbox.isEmpty()) {
                Letter letter = inbox.remove();
                inbound.delivered(user, letter.from, letter.payload);
                return;
            }
        }
    }

    @Override
    public synchronized UserLink open(int number) {
        String user = traffic.user(number);
        if (!online.add(user)) {
            throw new IllegalStateException(user + " is online twice");
        }
        onlineMost = Math.max(onlineMost, online.size());
        notifyAll();
        return new UserLink() {
            @Override
            public CompletionStage<?> send(String recipient, byte[] payload, SendOptions options) {
                synchronized (SimulatedTown.this) {
                    Letter letter = new Letter(user, recipient, payload, new CompletableFuture<>());
                    if (!online.contains(user)) {
                        letter.outcome.completeExceptionally(new IllegalStateException("closed"));
                        return letter.outcome;
                    }
                    toNode.add(letter);
                    SimulatedTown.this.notifyAll();
                    return letter.outcome;
                }
            }

            @Override
            public boolean isOnline() {
                synchronized (SimulatedTown.this) {
                    return onlineFromSends <= handled + toNode.size();
                }
            }

            @Override
            public void close() {
                synchronized (SimulatedTown.this) {
                    online.remove(user);
                    List<Letter> left = toNode.stream()
                            .filter(letter -> letter.from.equals(user))
                            .toList();
                    toNode.removeAll(left);
                    left.forEach(letter -> letter.outcome.completeExceptionally(new IllegalStateException("closed")));
                }
            }
        };
    }

    @Override
    public synchronized int connected() {
        return online.size();
    }

    synchronized int onlineMost() {
        return onlineMost;
    }

    @Override
    public synchronized void kill() {
        up = false;
        kills++;
        if (forgetsEverythingAtAKill) {
            inboxes.clear();
        }
    }

    @Override
    public synchronized void restart() {
        up = true;
        notifyAll();
    }

    @Override
    public synchronized boolean isAlive() {
        return alive;
    }

    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
    }
}
