package dev.carillon.client.cli;

import dev.carillon.client.CarillonClientBuilder;
import java.io.IOException;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon chat}: a chat in the terminal. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        description = "Chats in the terminal, as USER.",
        footerHeading = "%nIn the chat:%n",
        footer = {
            "  bob: hi        sends \"hi\" to bob, and the lines after it as well",
            "  /to bob        the lines that follow go to bob",
            "  /help, /quit   (Ctrl-D quits too)",
            "  Tab            completes names and commands; PageUp and PageDown scroll",
            "",
            "  … on its way   ✓ stored by the node   ✓✓ delivered, and coloured: read   ✗ failed",
            "",
            "What is said is kept beside the device, the newest 2,000 lines, readable by you alone, and shown again at",
            "the next start. --no-history neither shows nor keeps it.",
            "",
            "Exit status: 0 after /quit, 1 when the chat cannot go on, 2 when the command line is wrong.",
            "",
            "Examples:",
            "  carillon chat alice --insecure-dev",
            "  carillon chat alice --server chat.example.org:7400 --token-file alice.token"
        })
final class ChatCommand implements Callable<Integer> {
    /** How much of earlier chats a terminal without cursor movement shows. */
    private static final int REMEMBERED_LINES = 20;

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "USER", description = "Who you are.")
    private String user = "";

    @Option(names = "--to", paramLabel = "USER", description = "Whom the first lines go to.")
    private @Nullable String to;

    @Option(names = "--plain", description = "Only prints lines, even on a terminal that could do more.")
    private boolean plain;

    @Option(names = "--no-read-receipts", description = "Does not tell senders that their messages were read.")
    private boolean noReadReceipts;

    @Option(names = "--no-history", description = "Shows nothing of earlier chats and keeps nothing of this one.")
    private boolean noHistory;

    /** For completion scripts, which make every command by itself. */
    ChatCommand() {
        this(Surroundings.system());
    }

    ChatCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        if (plain) {
            return chat(null);
        }
        try (Terminal terminal = TerminalBuilder.builder().dumb(true).build()) {
            return chat(terminal);
        }
    }

    private int chat(@Nullable Terminal terminal) {
        if (noHistory) {
            return chat(terminal, null);
        }
        ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "chat-history");
            thread.setDaemon(true);
            return thread;
        });
        try {
            return chat(terminal, new ChatHistory(writer));
        } finally {
            writer.shutdown();
        }
    }

    private int chat(@Nullable Terminal terminal, @Nullable ChatHistory history) {
        CarillonClientBuilder builder =
                connection.client(user, surroundings, history == null ? FirstFreeStore.Companion.NONE : history);
        Transcript transcript = new Transcript(surroundings.clock().getZone());
        ChatScreen screen = screen(terminal, transcript);
        Chat chat = new Chat(user, screen, transcript, history, surroundings.clock(), to, !noReadReceipts);
        try (screen;
                chat) {
            chat.run(builder);
        }
        String failure = chat.failure();
        if (failure != null) {
            throw new CommandException(failure);
        }
        return ExitCode.OK;
    }

    private ChatScreen screen(@Nullable Terminal terminal, Transcript transcript) {
        ZoneId zone = surroundings.clock().getZone();
        boolean whole = terminal != null
                && !terminal.getType().startsWith(Terminal.TYPE_DUMB)
                && terminal.getStringCapability(Capability.cursor_address) != null;
        return whole && terminal != null
                ? new TerminalScreen(terminal, transcript, user, zone)
                : new PlainScreen(
                        surroundings.in(), surroundings.out(), zone, surroundings.terminal() ? REMEMBERED_LINES : 0);
    }
}
