package dev.carillon.client.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chat on anything that can print lines: a pipe, a log, a terminal without cursor movement. */
final class PlainScreen implements ChatScreen {
    private final int rememberedMax;
    private final BufferedReader in;
    private final PrintStream out;
    private final LineStyle style;
    private String connection = "";
    private boolean wasOnline;

    /** @param rememberedMax how many lines of an earlier start are printed */
    PlainScreen(InputStream in, PrintStream out, ZoneId zone, int rememberedMax) {
        this.rememberedMax = rememberedMax;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.style = new LineStyle(zone);
    }

    @Override
    public boolean remembered(List<ChatLine> lines) {
        int from = Math.max(0, lines.size() - rememberedMax);
        List<ChatLine> newest = lines.subList(from, lines.size());
        if (newest.isEmpty()) {
            return false;
        }
        if (newest.get(0).isSaid()) {
            int day = from;
            while (day > 0 && lines.get(day).isSaid()) {
                day--;
            }
            added(lines.get(day));
        }
        newest.forEach(this::added);
        return true;
    }

    @Override
    public void added(ChatLine line) {
        out.println(style.line(line));
    }

    @Override
    public void moved(ChatLine line) {
        out.println(style.line(line));
    }

    @Override
    public synchronized void status(String now, boolean online, String peer) {
        // afterwards the chat's own notes tell of the connection
        if (!now.equals(connection) && !wasOnline) {
            connection = now;
            wasOnline = online;
            out.println("— " + now);
        }
    }

    @Override
    public @Nullable String read() {
        try {
            return in.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
