package dev.carillon.simulator.users;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.CarillonClientBuilder;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.Message;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.SendOptions;
import dev.carillon.client.SendResult;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.simulator.ledger.Deliveries;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/**
 * The client of one device. Only the writing device's messages are deliveries to the ledger, so that each is accounted for
 * once however many devices get it; events come from every device. Callbacks run on the client's loop.
 */
final class DeviceClient {
    private final int user;
    private final Device device;
    private final Deliveries inbound;
    private final LinksFactory.Failures failures;
    private final DeviceEvents events;
    private final IntConsumer connected;
    private final CarillonClient client;
    private volatile boolean online;

    /**
     * Connects.
     *
     * @param builder knows the user, the node and the device's store
     * @param connected told +1 and −1 when the device comes online and goes
     */
    DeviceClient(
            int user,
            Device device,
            CarillonClientBuilder builder,
            Deliveries inbound,
            LinksFactory.Failures failures,
            DeviceEvents events,
            IntConsumer connected) {
        this.user = user;
        this.device = device;
        this.inbound = inbound;
        this.failures = failures;
        this.events = events;
        this.connected = connected;
        // Connected only when the field is set: callbacks use it.
        this.client = builder.onMessage(this::onMessage)
                .onOwn(this::onOwn)
                .onReceipt(this::onReceipt)
                .onSkip(skip -> events.skip(user, device, skip))
                .onState(this::onState)
                .build();
        client.connect();
    }

    private void onMessage(Message message) {
        if (device == Device.WRITING) {
            inbound.delivered(client.user(), message.from(), message.payload());
        }
        if (events.message(user, device, Arrival.of(message))) {
            client.markRead(message);
        }
    }

    private void onOwn(OwnMessage own) {
        if (device == Device.WRITING) {
            // No other device sends, so a copy from one is an invention unless it is for oneself.
            inbound.delivered(own.to(), client.user(), own.payload());
        }
        events.own(user, device, own);
    }

    private void onReceipt(Receipt receipt) {
        events.receipt(user, device, receipt);
        if (device == Device.WRITING && receipt.kind() == ReceiptKind.FAILED) {
            failures.failed(user, receipt.cseq(), receipt.peer(), String.valueOf(receipt.reason()));
        }
    }

    private void onState(ConnectionState state) {
        boolean now = state instanceof ConnectionState.Online;
        if (state instanceof ConnectionState.Online here) {
            events.online(user, device, here.head());
        } else if (state instanceof ConnectionState.Closed end && end.code() != null) {
            events.ended(user, device, end);
        }
        if (now != online) {
            online = now;
            connected.accept(now ? 1 : -1);
        }
    }

    CompletionStage<SendResult> send(String recipient, byte[] payload, SendOptions options) {
        return client.send(recipient, payload, options);
    }

    boolean isOnline() {
        return online;
    }

    /** Waits for the last word of the client. */
    void close() {
        client.close();
    }
}
