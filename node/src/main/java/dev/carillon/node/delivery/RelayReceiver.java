package dev.carillon.node.delivery;

/** Where a {@link RelayTransport} ends; called on the loop of partition {@code to}. */
public interface RelayReceiver {
    void onRelay(int from, int to, RelayBatch batch);

    void onRelayWord(int from, int to, RelayWord word);
}
