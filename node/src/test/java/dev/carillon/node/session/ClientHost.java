package dev.carillon.node.session;

/** What a {@link TestClient} can connect to. */
interface ClientHost {
    TestLink link();

    SessionMailbox mailbox(String user);
}
