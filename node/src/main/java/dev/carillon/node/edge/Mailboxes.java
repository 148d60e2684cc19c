package dev.carillon.node.edge;

import dev.carillon.node.session.SessionMailbox;

/** Finds the loop that serves a user. Called on event loops; thread-safe, non-blocking. */
@FunctionalInterface
public interface Mailboxes {
    SessionMailbox mailboxFor(byte[] user);
}
