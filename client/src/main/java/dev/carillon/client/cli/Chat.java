package dev.carillon.client.cli;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.CarillonClientBuilder;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.Message;
import dev.carillon.client.MessageId;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.SendOptions;
import dev.carillon.client.SendResult;
import dev.carillon.client.Skip;
import dev.carillon.client.store.StoredSend;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SkipReason;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A chat: what is typed goes out, what comes in is shown. Reads on one thread, hears on the client's loop. */
final class Chat implements ChatHistory.Listener, AutoCloseable {
    /** How long leaving waits for answers to what was typed. */
    private static final long LEAVE_WAIT_SECONDS = 5;

    /** How long the first line waits for the device to open, so that what was said earlier comes before it. */
    private static final long OPEN_WAIT_SECONDS = 5;

    private final String user;
    private final String example;
    private final ChatScreen screen;
    private final Transcript transcript;
    private final @Nullable ChatHistory history;
    /** Messages that an earlier start has shown, and which may come again. Filled before the first one can. */
    private final Set<MessageId> known = new HashSet<>();

    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Clock clock;
    private final boolean readReceipts;
    private volatile String peer;
    private volatile String connection = "connecting";
    private volatile boolean online;
    private volatile boolean leaving;
    /** The user has been told that the connection is gone, and not yet that it is back. */
    private boolean interrupted;

    private volatile @Nullable String failure;
    private volatile @Nullable CarillonClient client;

    /** Done when everything typed so far is answered. */
    private CompletableFuture<Void> unanswered = CompletableFuture.completedFuture(null);

    /** @param history where to remember what is said; null for nowhere */
    Chat(
            String user,
            ChatScreen screen,
            Transcript transcript,
            @Nullable ChatHistory history,
            Clock clock,
            @Nullable String peer,
            boolean readReceipts) {
        this.user = user;
        this.example = user.equals("bob") ? "alice" : "bob";
        this.history = history;
        this.screen = screen;
        this.transcript = transcript;
        this.clock = clock;
        this.readReceipts = readReceipts;
        this.peer = peer == null ? "" : peer;
    }

    /** Chats until the user leaves. */
    void run(CarillonClientBuilder builder) {
        CarillonClient mine = builder.onMessage(this::received)
                .onOwn(this::ownElsewhere)
                .onReceipt(this::receipt)
                .onSkip(this::skipped)
                .onState(this::state)
                .onEarlierSend(this::earlier)
                .build();
        client = mine;
        if (history != null) {
            history.tell(this);
        }
        mine.connect();
        awaitOpened();
        if (peer.isEmpty()) {
            note("Type \"" + example + ": hi\" to talk to " + example + ". /help says more.");
        }
        String line = screen.read();
        while (line != null && act(mine, ChatInput.parse(line, peer, example))) {
            line = screen.read();
        }
        if (failure == null) {
            awaitAnswers();
        }
    }

    private void awaitOpened() {
        if (history == null) {
            return;
        }
        try {
            opened.get(OPEN_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Then the first lines come before it, or are not remembered.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void remembered(List<ChatLine> lines) {
        for (ChatLine line : lines) {
            if (line.cseq() > 0) {
                String sender = line.kind() == ChatLine.Kind.IN ? line.peer() : user;
                known.add(new MessageId(sender, line.install(), line.cseq()));
            }
        }
        boolean shown = screen.remembered(transcript.remember(lines));
        if (shown && peer.isEmpty()) {
            peer = lines.get(lines.size() - 1).peer();
        }
        opened.complete(null);
    }

    @Override
    public void trouble(String sentence) {
        note(sentence);
        opened.complete(null);
    }

    /** What was typed last should leave with its author, as long as that does not take too long. */
    private void awaitAnswers() {
        try {
            unanswered.get(LEAVE_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            note("Not answered in time; what is on its way is kept, and goes out at the next start.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // Each message has been answered for by itself.
        }
    }

    /** Why the chat cannot go on; null if it ended because the user left. */
    @Nullable
    String failure() {
        return failure;
    }

    /** Whether to go on. */
    private boolean act(CarillonClient mine, ChatInput input) {
        if (input instanceof ChatInput.Quit) {
            return false;
        } else if (input instanceof ChatInput.Help) {
            note("\"" + example + ": hi\" or \"/to " + example
                    + "\" chooses whom to talk to; Tab completes names; PageUp shows what was; /quit leaves.");
            note("… on its way, ✓ stored, ✓✓ delivered, coloured: read, ✗ failed; ⇢ sent from another device.");
        } else if (input instanceof ChatInput.Unclear unclear) {
            note(unclear.hint());
        } else if (input instanceof ChatInput.Turn turn) {
            turn(turn.peer());
        } else if (input instanceof ChatInput.Say say) {
            turn(say.peer());
            say(mine, say.peer(), say.text());
        }
        return failure == null;
    }

    private void turn(String to) {
        peer = to;
        transcript.know(to);
        screen.status(connection, online, to);
    }

    private void say(CarillonClient mine, String to, String text) {
        ChatLine line = new ChatLine(ChatLine.Kind.OUT, to, text, clock.millis(), ChatLine.Tick.WAITING);
        show(line);
        try {
            CompletableFuture<Void> answer = mine.send(
                            to, text.getBytes(StandardCharsets.UTF_8), SendOptions.WITH_RECEIPTS)
                    .handle((result, error) -> {
                        answered(mine, line, result, error);
                        return null;
                    });
            unanswered = unanswered.isDone() ? answer : CompletableFuture.allOf(unanswered, answer);
        } catch (IllegalArgumentException e) {
            answered(mine, line, null, e);
        }
    }

    private void answered(CarillonClient mine, ChatLine line, @Nullable SendResult result, @Nullable Throwable error) {
        if (result instanceof SendResult.Stored stored) {
            line.stored(mine.install(), stored.cseq());
        } else {
            line.failed();
        }
        moved(line);
        if (result instanceof SendResult.Refused refused) {
            note("The node refused it: " + refused.code() + ".");
        } else if (error != null && failure == null) {
            note("It was not sent: " + error.getMessage());
        }
    }

    private void received(Message message) {
        if (peer.isEmpty()) {
            turn(message.from());
        }
        if (!known.contains(message.id())) {
            show(new ChatLine(ChatLine.Kind.IN, message.from(), message.text(), message.timeMs(), ChatLine.Tick.NONE)
                    .named(message.id().install(), message.id().cseq()));
        }
        if (readReceipts && message.receiptWanted() && client != null) {
            client.markRead(message);
        }
    }

    private void ownElsewhere(OwnMessage message) {
        if (known.contains(message.id())) {
            return;
        }
        ChatLine line =
                new ChatLine(ChatLine.Kind.OWN, message.to(), message.text(), message.timeMs(), ChatLine.Tick.STORED);
        line.stored(message.id().install(), message.id().cseq());
        show(line);
    }

    private void receipt(Receipt receipt) {
        transcript.receipt(receipt).forEach(this::moved);
        if (receipt.kind() == ReceiptKind.FAILED) {
            note("A message to " + receipt.peer() + " cannot be delivered: " + receipt.reason() + ".");
        }
    }

    private void skipped(Skip skip) {
        if (skip.reason() != SkipReason.ACKED) {
            note((skip.nextSeq() - skip.fromSeq()) + " earlier messages are gone (" + skip.reason() + ").");
        }
    }

    private void earlier(StoredSend send, SendResult result) {
        boolean stored = result instanceof SendResult.Stored;
        Optional<ChatLine> remembered = transcript.waiting(send.to(), send.cseq());
        if (result instanceof SendResult.Unknown) {
            note("Typed before; whether it was stored cannot be found out. Send it again if it matters:");
        } else if (remembered.isEmpty()) {
            note("Typed before, answered now:");
        }
        ChatLine line = remembered.orElseGet(() -> typedBefore(send));
        if (stored && client != null) {
            line.stored(client.install(), result.cseq());
        } else {
            line.failed();
        }
        if (remembered.isEmpty()) {
            show(line);
        } else {
            moved(line);
        }
    }

    private ChatLine typedBefore(StoredSend send) {
        String text = new String(send.payload(), StandardCharsets.UTF_8);
        return new ChatLine(ChatLine.Kind.OUT, send.to(), text, clock.millis(), ChatLine.Tick.WAITING);
    }

    private void state(ConnectionState state) {
        boolean was = online;
        online = state instanceof ConnectionState.Online;
        if (state instanceof ConnectionState.Connecting connecting) {
            connection = "connecting to " + connecting.address();
        } else if (state instanceof ConnectionState.Online now) {
            connection = "online " + now.address();
            if (interrupted) {
                interrupted = false;
                note("Online again.");
            }
        } else if (state instanceof ConnectionState.Offline offline) {
            connection =
                    "offline, again in " + Math.max(1, (offline.retryInMs() + 500) / 1_000) + " s: " + offline.reason();
            if (was) {
                interrupted = true;
                note(offline.reason() + " What you type is kept and goes out when the node is back.");
            }
        } else if (state instanceof ConnectionState.Closed closed) {
            connection = "closed";
            opened.complete(null);
            if (client != null && !leaving) {
                failure = ConnectionOptions.advice(closed);
                note(failure + " Press Enter to leave.");
            }
        }
        screen.status(connection, online, peer);
    }

    private void note(String text) {
        show(new ChatLine(ChatLine.Kind.NOTE, "", text, clock.millis(), ChatLine.Tick.NONE));
    }

    private void show(ChatLine line) {
        if (history != null && line.isSaid()) {
            history.add(line);
        }
        transcript.add(line).forEach(screen::added);
    }

    private void moved(ChatLine line) {
        if (history != null) {
            history.moved(line);
        }
        screen.moved(line);
    }

    @Override
    public void close() {
        leaving = true;
        if (client != null) {
            client.close();
        }
    }
}
