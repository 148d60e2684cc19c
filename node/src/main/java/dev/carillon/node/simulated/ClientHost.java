package dev.carillon.node.simulated;

import dev.carillon.node.session.SessionMailbox;

/** What a simulated device can connect to. */
public interface ClientHost {
    SimulatedLink link();

    SessionMailbox mailbox(String user);
}
