package dev.carillon.client.runtime;

/**
 * Loops and connections shared by any number of clients. One for a whole process is right; closing it ends all clients
 * on it.
 *
 * <pre>{@code
 * try (ClientRuntime runtime = ClientRuntime.start(2)) {
 *     CarillonClient alice = CarillonClient.builder("alice").runtime(runtime).build();
 *     CarillonClient bob = CarillonClient.builder("bob").runtime(runtime).build();
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public interface ClientRuntime extends AutoCloseable {
    /** The loop for a new client, in turn. */
    ClientLoop nextLoop();

    /** How clients reach nodes. */
    Transport transport();

    /** Random bits for an install ID; unpredictable in production. */
    long newInstall();

    /** Ends the loops, waiting a few seconds at most. */
    @Override
    void close();

    /** A runtime on Netty with {@code loops} daemon threads, 1–64. */
    static ClientRuntime start(int loops) {
        return new NettyRuntime(loops, System::nanoTime);
    }
}
