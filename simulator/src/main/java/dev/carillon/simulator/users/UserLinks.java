package dev.carillon.simulator.users;

/** Clients for the users of a replay. {@link #open} is called by the replay's thread, {@link #connected} by any. */
public interface UserLinks extends AutoCloseable {
    /** Starts a user's client, which connects on its own and again after every break; returns at once. */
    UserLink open(int user);

    /** How many are connected now. */
    int connected();

    /** Ends all of them. */
    @Override
    void close();
}
