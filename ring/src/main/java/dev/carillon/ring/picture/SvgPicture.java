package dev.carillon.ring.picture;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.PartitionMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.agrona.collections.Int2IntHashMap;

/** The picture as SVG. Confined to one call. */
final class SvgPicture {
    private static final int DRAWN_MAX = 4096;
    private static final int WIDTH = 1080;
    private static final int LEFT = 560;
    private static final int ROW = 22;
    private static final int TOP = 92;
    private static final double CENTRE_X = 280;
    private static final double OUTER = 225;
    private static final double OWNER_BAND = 56;
    private static final double BAND = 20;
    private static final double GAP = 4;
    private static final double BAR = 130;
    private static final String STYLE = """
            text{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;font-size:13px;fill:#1f2933}
            .t{font-size:19px;font-weight:600}.h,.s{fill:#66727f;font-size:12px}.n{text-anchor:end}
            .bad{fill:#c81e1e;font-weight:600}.mid{text-anchor:middle}.big{font-size:34px;font-weight:600}
            """;

    private final PartitionMap map;
    private final IntPredicate healthy;
    private final List<Standing> standings;
    private final Int2IntHashMap placeOf = new Int2IntHashMap(-1);
    private final StringBuilder out = new StringBuilder();
    private final double centreY;
    private final int height;

    SvgPicture(PartitionMap map, IntPredicate healthy) {
        this.map = map;
        this.healthy = healthy;
        standings = Standing.of(map, healthy);
        for (int i = 0; i < standings.size(); i++) {
            placeOf.put(standings.get(i).member().id(), i);
        }
        height = Math.max(632, TOP + 60 + ROW * standings.size());
        centreY = 325;
    }

    String render() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
                WIDTH, height, WIDTH, height);
        add("<title>%s</title><style>%s</style>", escaped(Headline.of(map, standings)), STYLE);
        out.append("<defs><pattern id=\"down\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\""
                + " patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#f1f3f5\"/>"
                + "<rect width=\"2.5\" height=\"6\" fill=\"#9aa5b1\"/></pattern></defs>\n");
        add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
        add(
                "<text class=\"t\" x=\"32\" y=\"44\">Ring</text><text class=\"h\" x=\"90\" y=\"44\">%s</text>",
                escaped(Headline.of(map, standings)));
        ring();
        legend();
        table();
        out.append("</svg>\n");
        return out.toString();
    }

    private void ring() {
        int partitions = map.assignments().size();
        if (partitions <= DRAWN_MAX) {
            // A hair of white between arcs helps the eye only while arcs are wider than it.
            add("<g stroke=\"#ffffff\" stroke-width=\"%s\">", number(partitions <= 512 ? 0.7 : 0));
            for (int p = 0; p < partitions; p++) {
                partition(p, partitions);
            }
            out.append("</g>\n");
        }
        add("<text class=\"mid big\" x=\"%s\" y=\"%s\">%d</text>", number(CENTRE_X), number(centreY + 4), partitions);
        add(
                "<text class=\"mid h\" x=\"%s\" y=\"%s\">%s</text>",
                number(CENTRE_X),
                number(centreY + 24),
                partitions <= DRAWN_MAX ? "partitions" : "partitions, too many to draw");
    }

    private void legend() {
        add("<text class=\"mid h\" x=\"%s\" y=\"%s\">0</text>", number(CENTRE_X), number(centreY - OUTER - 14));
        add(
                "<text class=\"mid h\" x=\"%s\" y=\"%s\">outside who leads now, inside the other replicas in order;</text>",
                number(CENTRE_X), number(centreY + OUTER + 34));
        add(
                "<text class=\"mid h\" x=\"%s\" y=\"%s\">hatched does not answer, a red edge has no majority</text>",
                number(CENTRE_X), number(centreY + OUTER + 52));
    }

    private void partition(int p, int partitions) {
        Assignment assignment = map.assignment(p);
        OptionalInt owner = assignment.leader(healthy);
        Condition condition = Condition.of(assignment, map.replicationFactor(), healthy);
        add("<g><title>%s</title>", escaped(words(p, assignment, owner, condition)));
        double inner = OUTER - OWNER_BAND;
        arc(p, partitions, OUTER, inner, owner.isPresent() ? colour(owner.getAsInt()) : "#c81e1e");
        if (condition == Condition.STUCK || condition == Condition.DARK) {
            arc(p, partitions, OUTER + 10, OUTER + 4, "#c81e1e");
        }
        double radius = inner - GAP;
        for (int node : assignment.replicas()) {
            if (owner.isEmpty() || node != owner.getAsInt()) {
                arc(p, partitions, radius, radius - BAND, healthy.test(node) ? colour(node) : "url(#down)");
                radius -= BAND + GAP / 2;
            }
        }
        out.append("</g>\n");
    }

    private String words(int p, Assignment assignment, OptionalInt owner, Condition condition) {
        StringBuilder words = new StringBuilder("partition " + p + ", generation " + assignment.generation() + ": ");
        words.append(owner.isPresent() ? map.nameOf(owner.getAsInt()) + " leads" : "nobody leads")
                .append("; on");
        assignment.replicas().forEach(node -> words.append(' ').append(map.nameOf(node)));
        return words.append("; ").append(condition.words()).toString();
    }

    /** A piece of a ring, clockwise from the top. */
    private void arc(int p, int of, double outer, double inner, String fill) {
        if (of == 1) {
            add(
                    "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"none\" style=\"stroke:%s;stroke-width:%s\"/>",
                    number(CENTRE_X), number(centreY), number((outer + inner) / 2), fill, number(outer - inner));
            return;
        }
        double from = 2 * Math.PI * p / of;
        double to = 2 * Math.PI * (p + 1) / of;
        add(
                "<path fill=\"%s\" d=\"M%sA%s %s 0 0 1 %sL%sA%s %s 0 0 0 %sZ\"/>",
                fill,
                point(outer, from),
                number(outer),
                number(outer),
                point(outer, to),
                point(inner, to),
                number(inner),
                number(inner),
                point(inner, from));
    }

    private String point(double radius, double angle) {
        return number(CENTRE_X + radius * Math.sin(angle)) + " " + number(centreY - radius * Math.cos(angle));
    }

    private void table() {
        add(
                "<text class=\"h\" x=\"%d\" y=\"%d\">node</text><text class=\"h\" x=\"%d\" y=\"%d\">zone</text>"
                        + "<text class=\"h\" x=\"%d\" y=\"%d\">state</text><text class=\"h n\" x=\"%d\" y=\"%d\">leads</text>"
                        + "<text class=\"h\" x=\"%d\" y=\"%d\">replicas</text><text class=\"h n\" x=\"%d\" y=\"%d\">| fair share</text>",
                LEFT + 20, TOP, LEFT + 118, TOP, LEFT + 196, TOP, LEFT + 306, TOP, LEFT + 322, TOP, WIDTH - 24, TOP);
        double most = standings.stream()
                .mapToDouble(s -> Math.max(s.replicas(), s.share()))
                .max()
                .orElse(1);
        for (int i = 0; i < standings.size(); i++) {
            row(i, TOP + 24 + i * ROW, most);
        }
    }

    private void row(int place, int y, double most) {
        Standing standing = standings.get(place);
        String colour = Palette.hex(place, standings.size());
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" rx=\"2\" fill=\"%s\"/>",
                LEFT, y - 11, standing.healthy() ? colour : "url(#down)");
        add(
                "<text x=\"%d\" y=\"%d\">%s</text>",
                LEFT + 20, y, escaped(fitted(standing.member().name(), 13)));
        add(
                "<text class=\"s\" x=\"%d\" y=\"%d\">%s</text>",
                LEFT + 118, y, escaped(fitted(standing.member().zone(), 10)));
        add(
                "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>",
                standing.isWell() ? "s" : "bad", LEFT + 196, y, standing.state());
        add("<text class=\"n\" x=\"%d\" y=\"%d\">%d</text>", LEFT + 306, y, standing.leads());
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%s\" height=\"12\" rx=\"2\" fill=\"%s\"/>",
                LEFT + 322,
                y - 11,
                number(BAR * standing.replicas() / most),
                standing.healthy() ? colour : "url(#down)");
        if (standing.share() > 0) {
            double x = LEFT + 322 + BAR * standing.share() / most;
            add("<path d=\"M%s %dv16\" stroke=\"#1f2933\" stroke-width=\"1.5\"/>", number(x), y - 13);
        }
        add("<text class=\"n\" x=\"%d\" y=\"%d\">%d</text>", WIDTH - 24, y, standing.replicas());
    }

    private String colour(int node) {
        return Palette.hex(placeOf.get(node), standings.size());
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String fitted(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
