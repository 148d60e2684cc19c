package dev.carillon.client.cli;

import dev.carillon.client.Receipt;
import dev.carillon.protocol.ReceiptKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/** What was said in a chat, newest last, up to a limit, and with whom. Thread-safe. */
final class Transcript {
    private static final int LINES_MAX = 1_000;

    private final ArrayDeque<ChatLine> lines = new ArrayDeque<>();
    private final TreeSet<String> peers = new TreeSet<>();

    synchronized void add(ChatLine line) {
        lines.addLast(line);
        if (lines.size() > LINES_MAX) {
            lines.removeFirst();
        }
        if (line.kind() != ChatLine.Kind.NOTE) {
            peers.add(line.peer());
        }
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
