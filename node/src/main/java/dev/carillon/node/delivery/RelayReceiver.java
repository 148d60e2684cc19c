package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;

/** Where a {@link RelayTransport} ends; called on the loop of partition {@code to}. */
public interface RelayReceiver {
    void onRelay(int from, int to, long firstXseq, int count, DirectBuffer items, int offset, int length);

    void onRelayAnswer(int from, int to, long xseq, boolean resend);
}
