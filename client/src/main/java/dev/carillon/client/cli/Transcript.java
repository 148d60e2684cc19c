package dev.carillon.client.cli;

import dev.carillon.client.Receipt;
import dev.carillon.protocol.ReceiptKind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was said in a chat, newest last, up to a limit, and with whom. Thread-safe. */
final class Transcript {
    private static final int LINES_MAX = 1_000;

    private static final int REMEMBERED_MAX = 500;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);

    private final ZoneId zone;
    private final ArrayDeque<ChatLine> lines = new ArrayDeque<>();
    private final TreeSet<String> peers = new TreeSet<>();

    /** The day of the newest line that was said; null for none. */
    private @Nullable LocalDate day;

    Transcript(ZoneId zone) {
        this.zone = zone;
    }

    /** Adds a line, after the name of its day if that is another than before. What was added, oldest first. */
    synchronized List<ChatLine> add(ChatLine line) {
        List<ChatLine> added = new ArrayList<>(2);
        if (line.isSaid()) {
            peers.add(line.peer());
            LocalDate of = dayOf(line);
            if (day != null && of.isAfter(day)) {
                added.add(dayLine(of, line.timeMs()));
            }
            day = day == null || of.isAfter(day) ? of : day;
        }
        added.add(line);
        added.forEach(this::keep);
        return added;
    }

    /** Adds the newest lines of an earlier start, under the names of their days. What was added, oldest first. */
    synchronized List<ChatLine> remember(List<ChatLine> earlier) {
        List<ChatLine> added = new ArrayList<>();
        for (ChatLine line : earlier.subList(Math.max(0, earlier.size() - REMEMBERED_MAX), earlier.size())) {
            if (added.isEmpty()) {
                added.add(dayLine(dayOf(line), line.timeMs()));
                keep(added.get(0));
            }
            added.addAll(add(line));
        }
        return added;
    }

    private void keep(ChatLine line) {
        lines.addLast(line);
        if (lines.size() > LINES_MAX) {
            lines.removeFirst();
        }
    }

    private LocalDate dayOf(ChatLine line) {
        return Instant.ofEpochMilli(line.timeMs()).atZone(zone).toLocalDate();
    }

    private static ChatLine dayLine(LocalDate day, long timeMs) {
        return new ChatLine(ChatLine.Kind.DAY, "", DAY.format(day), timeMs, ChatLine.Tick.NONE);
    }

    /** The line of an earlier start that waits for an answer under this number. */
    synchronized Optional<ChatLine> waiting(String peer, long cseq) {
        String shown = PlainText.of(peer);
        return lines.stream()
                .filter(line -> line.tick() == ChatLine.Tick.WAITING
                        && line.is(cseq)
                        && line.peer().equals(shown))
                .findFirst();
    }

    synchronized void know(String peer) {
        peers.add(peer);
    }

    synchronized List<String> peers() {
        return new ArrayList<>(peers);
    }

    /** The newest lines, oldest first. */
    synchronized List<ChatLine> newest(int count) {
        List<ChatLine> newest = new ArrayList<>();
        Iterator<ChatLine> backwards = lines.descendingIterator();
        while (backwards.hasNext() && newest.size() < count) {
            newest.add(0, backwards.next());
        }
        return newest;
    }

    /** Messages still on their way to the node. */
    synchronized long waiting() {
        return lines.stream()
                .filter(line -> line.tick() == ChatLine.Tick.WAITING)
                .count();
    }

    /** The lines that this receipt moves on. */
    synchronized List<ChatLine> receipt(Receipt receipt) {
        List<ChatLine> moved = new ArrayList<>();
        boolean failed = receipt.kind() == ReceiptKind.FAILED;
        ChatLine.Tick tick = receipt.kind() == ReceiptKind.READ ? ChatLine.Tick.READ : ChatLine.Tick.DELIVERED;
        for (ChatLine line : lines) {
            if (!line.sentBy(receipt.install(), receipt.peer(), receipt.cseq())) {
                continue;
            }
            if (failed && line.is(receipt.cseq())) {
                line.failed();
                moved.add(line);
            } else if (!failed && line.come(tick)) {
                moved.add(line);
            }
        }
        return moved;
    }
}
