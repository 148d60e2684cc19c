package dev.carillon.ring.picture;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.PartitionMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import org.agrona.collections.Int2IntHashMap;

/** The picture for a terminal, at most 100 columns wide. Confined to one call. */
final class TextPicture {
    private static final String SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int DRAWN_MAX = 2048;
    private static final int ROW = 64;
    private static final int GROUP = 8;
    private static final int BAR = 20;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
    private static final String RED = "31";
    private static final String YELLOW = "33";
    private static final String DIM = "2";

    private final PartitionMap map;
    private final IntPredicate healthy;
    private final boolean colour;
    private final List<Standing> standings;
    private final Int2IntHashMap placeOf = new Int2IntHashMap(-1);
    private final StringBuilder out = new StringBuilder();

    TextPicture(PartitionMap map, IntPredicate healthy, boolean colour) {
        this.map = map;
        this.healthy = healthy;
        this.colour = colour;
        standings = Standing.of(map, healthy);
        for (int i = 0; i < standings.size(); i++) {
            placeOf.put(standings.get(i).member().id(), i);
        }
    }

    String render() {
        out.append(Headline.of(map, standings)).append("\n\n");
        if (map.assignments().size() > DRAWN_MAX || standings.size() > SYMBOLS.length()) {
            out.append("Too many partitions or nodes to draw one by one.\n");
        } else {
            grid();
        }
        out.append('\n');
        table();
        return out.toString();
    }

    private void grid() {
        Set<Condition> met = EnumSet.noneOf(Condition.class);
        int partitions = map.assignments().size();
        for (int row = 0; row < partitions; row += ROW) {
            int end = Math.min(partitions, row + ROW);
            out.append(String.format(Locale.ROOT, "%6d ", row));
            StringBuilder marks = new StringBuilder("       ");
            boolean marked = false;
            for (int p = row; p < end; p++) {
                if (p > row && p % GROUP == 0) {
                    out.append(' ');
                    marks.append(' ');
                }
                Assignment assignment = map.assignment(p);
                owner(assignment.leader(healthy));
                Condition condition = Condition.of(assignment, map.replicationFactor(), healthy);
                met.add(condition);
                marked |= condition != Condition.WHOLE;
                marks.append(condition == Condition.WHOLE ? " " : mark(condition));
            }
            out.append('\n');
            if (marked) {
                out.append(marks.toString().stripTrailing()).append('\n');
            }
        }
        for (Condition condition : met) {
            if (condition != Condition.WHOLE) {
                out.append("       ")
                        .append(mark(condition))
                        .append("  ")
                        .append(condition.words())
                        .append('\n');
            }
        }
    }

    private String mark(Condition condition) {
        return painted(condition == Condition.REDUCED ? YELLOW : RED, String.valueOf(condition.mark()));
    }

    private void owner(OptionalInt node) {
        if (node.isEmpty()) {
            out.append(painted(RED, "?"));
            return;
        }
        int place = placeOf.get(node.getAsInt());
        out.append(swatch(place, String.valueOf(SYMBOLS.charAt(place))));
    }

    private void table() {
        out.append(String.format(
                        Locale.ROOT,
                        "   %-16s %-12s %-8s %7s %8s %6s   %s",
                        "node",
                        "zone",
                        "state",
                        "weight",
                        "replicas",
                        "leads",
                        "of its share"))
                .append('\n');
        double most = standings.stream()
                .mapToDouble(s -> Math.max(s.replicas(), s.share()))
                .max()
                .orElse(1);
        for (int i = 0; i < standings.size(); i++) {
            Standing standing = standings.get(i);
            String symbol = i < SYMBOLS.length() ? String.valueOf(SYMBOLS.charAt(i)) : " ";
            String state = String.format(Locale.ROOT, "%-8s", standing.state());
            out.append(' ').append(swatch(i, symbol)).append(' ');
            out.append(String.format(
                    Locale.ROOT,
                    "%-16s %-12s ",
                    fitted(standing.member().name(), 16),
                    fitted(standing.member().zone(), 12)));
            out.append(standing.isWell() ? state : painted(standing.healthy() ? YELLOW : RED, state));
            out.append(String.format(
                    Locale.ROOT, " %7d %8d %6d   ", standing.member().weight(), standing.replicas(), standing.leads()));
            String bar = bar(standing.replicas() / most);
            String percent =
                    String.format(Locale.ROOT, " %6s", standing.percent()).stripTrailing();
            out.append(barPainted(i, percent.isEmpty() ? bar.stripTrailing() : bar))
                    .append(percent)
                    .append('\n');
        }
    }

    private String bar(double part) {
        int eighths = (int) Math.round(part * BAR * 8);
        StringBuilder bar = new StringBuilder("█".repeat(eighths / 8));
        if (eighths % 8 > 0) {
            bar.append(EIGHTHS.charAt(eighths % 8));
        }
        return bar + " ".repeat(BAR - bar.length());
    }

    private String barPainted(int place, String bar) {
        return colour ? painted("38;5;" + Palette.terminal(place, standings.size()), bar) : bar;
    }

    private String swatch(int place, String symbol) {
        if (!colour) {
            return symbol;
        }
        String ink = standings.get(place).healthy() ? "30" : DIM;
        return painted(ink + ";48;5;" + Palette.terminal(place, standings.size()), symbol);
    }

    private String painted(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private static String fitted(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
