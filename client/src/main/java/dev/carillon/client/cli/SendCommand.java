package dev.carillon.client.cli;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.ClientClosedException;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.SendOptions;
import dev.carillon.client.SendResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon send}: sends messages and waits until each is stored. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = "Sends messages and waits until the node has stored every one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon send --from alice --to bob --insecure-dev \"lunch?\"",
            "  tail -f events.log | carillon send --from bot --to ops --token-file bot.token -",
            "",
            "Exit status: 0 when all are stored, 1 when not, 2 when the command line is wrong.",
            "What has no answer in time is kept and sent by this user's next command."
        })
final class SendCommand implements Callable<Integer> {
    private static final int COUNT_MAX = 10_000_000;

    private final Surroundings surroundings;
    private final ArrayDeque<CompletableFuture<SendResult>> pending = new ArrayDeque<>();
    private final LastWord lastWord = new LastWord();
    private long stored;
    private long refused;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--from", required = true, paramLabel = "USER", description = "Who sends.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "USER", description = "Who receives.")
    private String to = "";

    @Parameters(paramLabel = "TEXT", description = "The message, or - for one message per line of standard input.")
    private String text = "";

    @Option(names = "--count", paramLabel = "N", defaultValue = "1", description = "Sends the message this many times.")
    private int count = 1;

    @Option(names = "--receipt", description = "Asks for receipts.")
    private boolean receipt;

    @Option(names = "--json", description = "Prints a JSON object per message.")
    private boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for each answer (default: ${DEFAULT-VALUE}).")
    private long timeoutSeconds = 30;

    /** For completion scripts, which make every command by itself. */
    SendCommand() {
        this(Surroundings.system());
    }

    SendCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (timeoutSeconds < 1) {
            throw new CommandException("--timeout must be 1 or more, not " + timeoutSeconds + ".");
        }
        if (count < 1 || count > COUNT_MAX) {
            throw new CommandException("--count must be 1 to " + COUNT_MAX + ", not " + count + ".");
        }
        // taking no message over leaves them all to chat and receive
        CarillonClient client = connection
                .client(from, surroundings)
                .manualAck()
                .onState(lastWord::hear)
                .build();
        try (client) {
            client.connect();
            if (!sendAndAwait(client)) {
                return unanswered(client);
            }
        } catch (ExecutionException e) {
            throw new CommandException(why(e));
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
        if (!json) {
            summary(surroundings.err());
        }
        return refused == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Why a send failed; the client is closed by now and has said why if it was that. */
    private String why(ExecutionException e) {
        ConnectionState.Closed closed = lastWord.closed();
        if (e.getCause() instanceof ClientClosedException && closed != null) {
            return ConnectionOptions.advice(closed);
        }
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    /** Whether every answer came in time. */
    private boolean sendAndAwait(CarillonClient client) throws InterruptedException, ExecutionException, IOException {
        try {
            sendAll(client);
            while (!pending.isEmpty()) {
                await();
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void sendAll(CarillonClient client)
            throws InterruptedException, TimeoutException, ExecutionException, IOException {
        if (!text.equals("-")) {
            for (int i = 0; i < count; i++) {
                send(client, text);
            }
            return;
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            for (int i = 0; i < count; i++) {
                send(client, line);
            }
        }
    }

    private void send(CarillonClient client, String message)
            throws InterruptedException, TimeoutException, ExecutionException {
        SendOptions options = receipt ? SendOptions.WITH_RECEIPTS : SendOptions.PLAIN;
        byte[] payload = message.getBytes(StandardCharsets.UTF_8);
        pending.add(client.sendBlocking(to, payload, options, timeoutSeconds * 1_000));
        while (!pending.isEmpty() && pending.peek().isDone()) {
            await();
        }
    }

    private void await() throws InterruptedException, TimeoutException, ExecutionException {
        SendResult result = pending.element().get(timeoutSeconds, TimeUnit.SECONDS);
        pending.remove();
        boolean kept = result instanceof SendResult.Stored;
        stored += kept ? 1 : 0;
        refused += kept ? 0 : 1;
        if (json) {
            Json line = new Json().put("to", to).put("cseq", result.cseq()).put("stored", kept);
            surroundings
                    .out()
                    .println(
                            result instanceof SendResult.Refused no
                                    ? line.put("refused", no.code().name())
                                    : line);
        } else if (result instanceof SendResult.Refused no) {
            surroundings.err().println("Message " + no.cseq() + " was refused: " + no.code() + ".");
        }
    }

    private int unanswered(CarillonClient client) {
        String why = lastWord.offlineOr("The node did not answer.");
        surroundings
                .err()
                .println(why + " " + stored + " of the messages are stored, " + client.pendingSends()
                        + " have no answer after " + timeoutSeconds
                        + " s. They are kept, and this user's next command on this machine sends them.");
        return ExitCode.FAILED;
    }

    private void summary(PrintStream err) {
        String what = stored == 1 ? "1 message to " + to + " is stored" : stored + " messages to " + to + " are stored";
        err.println(what + (refused == 0 ? "." : ", " + refused + " refused."));
    }
}
