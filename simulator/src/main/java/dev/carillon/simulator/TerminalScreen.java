package dev.carillon.simulator;

import dev.carillon.simulator.demo.Terminal;
import dev.carillon.simulator.load.Screen;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The terminal that this process writes to, as it is at each question. Any thread. */
final class TerminalScreen implements Supplier<Screen>, AutoCloseable {
    private final org.jline.terminal.Terminal terminal;
    private final boolean colours;
    private final boolean blocks;

    private TerminalScreen(org.jline.terminal.Terminal terminal, boolean colours, boolean blocks) {
        this.terminal = terminal;
        this.colours = colours;
        this.blocks = blocks;
    }

    /** Null if nobody watches, or what there is understands no cursor movements. */
    static @Nullable TerminalScreen open() throws IOException {
        return Terminal.isInteractive()
                ? new TerminalScreen(
                        TerminalBuilder.builder().dumb(true).build(),
                        colours(System.getenv()),
                        blocks(System.getProperties()))
                : null;
    }

    /** Whether the environment allows them: see no-color.org. */
    static boolean colours(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Whether what this process writes is UTF-8. */
    static boolean blocks(Properties system) {
        for (String key : new String[] {"stdout.encoding", "sun.stdout.encoding", "native.encoding"}) {
            String encoding = system.getProperty(key);
            if (encoding != null) {
                return encoding.equalsIgnoreCase("UTF-8");
            }
        }
        return false;
    }

    @Override
    public Screen get() {
        Size size = terminal.getSize();
        return new Screen(
                size.getColumns() > 0 ? size.getColumns() : Screen.COLUMNS,
                size.getRows() > 0 ? size.getRows() : Screen.ROWS,
                colours,
                blocks);
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
