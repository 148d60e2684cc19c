package dev.carillon.client.cli;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * A chat on a whole terminal: the newest lines, then a status line, then what is being typed. It repaints all of it
 * whenever a line comes or moves on, which is how a tick changes in its place; on the alternate screen, so that the
 * shell's own screen comes back afterwards.
 */
final class TerminalScreen implements ChatScreen {
    private static final String PAINT = "carillon-paint";
    private static final String UP = "carillon-up";
    private static final String DOWN = "carillon-down";
    private static final int ROWS_MIN = 4;
    private static final AttributedStyle BAR = AttributedStyle.INVERSE;

    private final Terminal terminal;
    private final Transcript transcript;
    private final LineStyle style;
    private final String user;
    private final LineReader reader;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile String connection = "starting";
    private volatile boolean online;
    private volatile String peer = "";
    /** Rows between the newest one and the bottom of the screen. */
    private volatile int scrolled;

    TerminalScreen(Terminal terminal, Transcript transcript, String user, ZoneId zone) {
        this.terminal = terminal;
        this.transcript = transcript;
        this.user = user;
        this.style = new LineStyle(zone);
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, false)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                .variable(LineReader.BELL_STYLE, "none")
                .completer(new ChatCompleter(transcript))
                .build();
        reader.getWidgets().put(PAINT, this::paint);
        reader.getWidgets().put(LineReader.CALLBACK_INIT, this::begin);
        reader.getWidgets().put(LineReader.CLEAR_SCREEN, this::paint);
        bindScrolling();
        terminal.puts(Capability.enter_ca_mode);
        terminal.flush();
    }

    /** A line begins: from here on the reader answers to a resized terminal, but knows only its own line. */
    private boolean begin() {
        Terminal.SignalHandler readers = terminal.handle(Terminal.Signal.WINCH, Terminal.SignalHandler.SIG_IGN);
        terminal.handle(Terminal.Signal.WINCH, signal -> {
            readers.handle(signal);
            repaint();
        });
        return paint();
    }

    /** Binds PageUp and PageDown, whatever this terminal sends for them. */
    private void bindScrolling() {
        reader.getWidgets().put(UP, () -> scroll(1));
        reader.getWidgets().put(DOWN, () -> scroll(-1));
        KeyMap<Binding> keys = Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN), LineReader.MAIN);
        keys.bind(new Reference(UP), KeyMap.key(terminal, Capability.key_ppage), "\u001b[5~");
        keys.bind(new Reference(DOWN), KeyMap.key(terminal, Capability.key_npage), "\u001b[6~");
    }

    private boolean scroll(int pages) {
        int rows = Math.max(1, terminal.getSize().getRows() - ROWS_MIN);
        scrolled = Math.max(0, scrolled + pages * rows);
        return paint();
    }

    @Override
    public boolean remembered(List<ChatLine> lines) {
        repaint();
        return !lines.isEmpty();
    }

    @Override
    public void added(ChatLine line) {
        repaint();
    }

    @Override
    public void moved(ChatLine line) {
        repaint();
    }

    @Override
    public void status(String now, boolean isOnline, String to) {
        connection = now;
        online = isOnline;
        peer = to;
        if (reader instanceof LineReaderImpl typing && reader.isReading()) {
            typing.setPrompt(prompt());
        }
        repaint();
    }

    @Override
    public @Nullable String read() {
        try {
            String line = reader.readLine(prompt());
            scrolled = 0;
            return line;
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        }
    }

    private String prompt() {
        return (peer.isEmpty() ? user : user + " → " + peer) + " > ";
    }

    private void repaint() {
        if (closed.get() || !reader.isReading()) {
            return;
        }
        try {
            reader.callWidget(PAINT);
            reader.callWidget(LineReader.REDISPLAY);
        } catch (IllegalStateException e) {
            // the line was finished meanwhile; the next one begins with a paint
        }
    }

    /** Paints all but the typed line and leaves the cursor where that belongs. */
    private boolean paint() {
        int width = Math.max(10, terminal.getSize().getColumns());
        int height = Math.max(ROWS_MIN, terminal.getSize().getRows());
        int typed = AttributedString.fromAnsi(prompt() + reader.getBuffer()).columnLength();
        int promptRows = Math.min(height - 2, 1 + typed / width);
        int rows = height - promptRows - 1;
        List<AttributedString> shown = newest(width, rows);
        for (int row = 0; row < height; row++) {
            terminal.puts(Capability.cursor_address, row, 0);
            terminal.puts(Capability.clr_eol);
            int at = row - (rows - shown.size());
            if (row < rows && at >= 0) {
                shown.get(at).print(terminal);
            } else if (row == rows) {
                bar(width).print(terminal);
            }
        }
        terminal.puts(Capability.cursor_address, rows + 1, 0);
        terminal.flush();
        ((LineReaderImpl) reader).redrawLine();
        return true;
    }

    private List<AttributedString> newest(int width, int rows) {
        List<AttributedString> shown = new ArrayList<>();
        for (ChatLine line : transcript.newest(rows + scrolled)) {
            shown.addAll(WordWrap.rows(style.line(line), width, LineStyle.indent(line)));
        }
        scrolled = Math.min(scrolled, Math.max(0, shown.size() - rows));
        int end = shown.size() - scrolled;
        return shown.subList(Math.max(0, end - rows), end);
    }

    private AttributedString bar(int width) {
        long waiting = transcript.waiting();
        String text = (online ? " ● " : " ○ ")
                + connection
                + (waiting == 0 ? "" : " · " + waiting + " not sent yet")
                + (peer.isEmpty() ? "" : " · to " + peer)
                + (scrolled == 0 ? " · /help" : " · PageDown for newer");
        AttributedString cut = new AttributedString(text).columnSubSequence(0, width);
        AttributedStringBuilder bar = new AttributedStringBuilder().styled(BAR, cut.toString());
        for (int column = cut.columnLength(); column < width; column++) {
            bar.styled(BAR, " ");
        }
        return bar.toAttributedString();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        terminal.puts(Capability.exit_ca_mode);
        for (ChatLine line : transcript.newest(Math.max(1, terminal.getSize().getRows() - 2))) {
            style.line(line).println(terminal);
        }
        terminal.flush();
    }
}
