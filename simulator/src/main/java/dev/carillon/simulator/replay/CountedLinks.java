package dev.carillon.simulator.replay;

import dev.carillon.client.SendOptions;
import dev.carillon.simulator.users.RefusedException;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/** Links that count how often each was opened, and tell what was refused. Threads as those of the links. */
final class CountedLinks implements UserLinks {
    private final UserLinks links;
    private final AtomicIntegerArray opened;
    private final Consumer<String> refused;

    /** @param refused given the code of each send that was refused for good; any thread */
    CountedLinks(UserLinks links, int count, Consumer<String> refused) {
        this.links = links;
        this.opened = new AtomicIntegerArray(count);
        this.refused = refused;
    }

    int opened(int user) {
        return opened.get(user);
    }

    @Override
    public UserLink open(int user) {
        opened.incrementAndGet(user);
        return new Counted(links.open(user));
    }

    @Override
    public int connected() {
        return links.connected();
    }

    @Override
    public void close() {
        links.close();
    }

    private final class Counted implements UserLink {
        private final UserLink link;

        Counted(UserLink link) {
            this.link = link;
        }

        @Override
        public CompletionStage<?> send(String recipient, byte[] payload, SendOptions options) {
            return link.send(recipient, payload, options).whenComplete((ack, failure) -> {
                if (failure instanceof RefusedException) {
                    refused.accept(String.valueOf(failure.getMessage()));
                }
            });
        }

        @Override
        public boolean isOnline() {
            return link.isOnline();
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
