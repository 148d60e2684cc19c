package dev.carillon.client.runtime;

/** Opens connections to nodes. */
public interface Transport {
    /**
     * Begins to connect. Returns at once; {@code listener} hears on {@code loop}, never inside this call, either
     * {@link LinkListener#onOpened} or {@link LinkListener#onClosed}.
     *
     * @param timeoutMs after which an attempt without an answer has failed
     */
    Link connect(ClientLoop loop, ServerAddress address, long timeoutMs, LinkListener listener);
}
