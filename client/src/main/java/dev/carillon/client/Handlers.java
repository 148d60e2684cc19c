package dev.carillon.client;

import dev.carillon.client.store.StoredSend;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the application wants to hear, and where. */
record Handlers(
        MessageHandler message,
        boolean manualAck,
        Consumer<OwnMessage> own,
        Consumer<Receipt> receipt,
        Consumer<Skip> skip,
        Consumer<ConnectionState> state,
        BiConsumer<StoredSend, SendResult> earlierSend,
        @Nullable Executor executor) {}
