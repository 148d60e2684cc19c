package dev.carillon.client.cli;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.Message;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon receive}: prints messages as they come, and acks each one when it is printed. */
@Command(
        name = "receive",
        mixinStandardHelpOptions = true,
        description = "Prints messages as they come. What is printed will not come again on this device.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon receive bob --insecure-dev --count 1 --json",
            "  carillon receive ops --token-file ops.token | while read line; do notify \"$line\"; done",
            "",
            "Exit status: 0 when --count messages came, 1 when not, 2 when the command line is wrong."
        })
final class ReceiveCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final CompletableFuture<Void> enough = new CompletableFuture<>();
    private final LastWord lastWord = new LastWord();
    private final AtomicLong received = new AtomicLong();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "USER", description = "Whose messages.")
    private String user = "";

    @Option(names = "--count", paramLabel = "N", description = "Ends after this many messages (default: never).")
    private long count = Long.MAX_VALUE;

    @Option(names = "--json", description = "Prints a JSON object per message.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Ends with status 1 if the messages have not come by then (default: never).")
    private long timeoutSeconds = Long.MAX_VALUE;

    /** For completion scripts, which make every command by itself. */
    ReceiveCommand() {
        this(Surroundings.system());
    }

    ReceiveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (timeoutSeconds < 1) {
            throw new CommandException("--timeout must be 1 or more, not " + timeoutSeconds + ".");
        }
        if (count < 1) {
            throw new CommandException("--count must be 1 or more, not " + count + ".");
        }
        CarillonClient client = connection
                .client(user, surroundings)
                .manualAck()
                .onMessage(this::print)
                .onState(lastWord::hear)
                .build();
        try (client) {
            client.connect();
            if (!awaitEnough(client)) {
                tooLittle();
                return ExitCode.FAILED;
            }
        }
        ConnectionState.Closed closed = lastWord.closed();
        if (!enough.isDone() && closed != null) {
            throw new CommandException(ConnectionOptions.advice(closed));
        }
        return ExitCode.OK;
    }

    private boolean awaitEnough(CarillonClient client) throws InterruptedException {
        try {
            CompletableFuture.anyOf(enough, client.whenClosed()).get(timeoutSeconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private void tooLittle() {
        surroundings
                .err()
                .println(lastWord.offlineOr("The node is there.") + " " + received.get() + " of " + count
                        + " messages came in " + timeoutSeconds + " s. What did not come is kept by the node.");
    }

    private void print(Message message) {
        if (received.get() >= count) {
            return;
        }
        surroundings.out().println(json ? object(message) : PlainText.of(message.from() + ": " + message.text()));
        surroundings.out().flush();
        message.ack();
        if (received.incrementAndGet() == count) {
            enough.complete(null);
        }
    }

    private static Json object(Message message) {
        return new Json()
                .put("seq", message.seq())
                .put("from", message.from())
                .put("id", message.id().toString())
                .put("time", Instant.ofEpochMilli(message.timeMs()).toString())
                .payload(message.payload());
    }
}
