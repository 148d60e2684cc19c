package dev.carillon.simulator.scenario;

import dev.carillon.node.config.NearestKey;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What has to be at the end of a run: {@code SUBJECT COMPARISON NUMBER UNIT [in PHASE]}.
 *
 * @param text as it was written
 * @param subject what is compared, such as {@code loss} or {@code deliver p99}
 * @param comparison {@code == != < <= > >=}
 * @param bound in the subject's own unit: messages, ns, a share from 0 to 1, messages per second
 * @param phase the phase whose figures are meant; null for the whole run
 */
public record Threshold(
        String text,
        String subject,
        String comparison,
        double bound,
        @Nullable String phase) {
    private static final Pattern GRAMMAR = Pattern.compile(
            "(?<subject>[^<>=!]+?)\\s*(?<comparison>==|!=|<=|>=|<|>)\\s*(?<number>-?\\d+(?:\\.\\d+)?)\\s*"
                    + "(?<unit>(?!in\\s)\\S+)?(?:\\s+in\\s+(?<phase>\\S.*))?");
    private static final List<String> COUNTS =
            List.of("loss", "duplicates", "disorder", "inventions", "lies", "refused", "unsettled");
    private static final List<String> QUANTILES = List.of("p50", "p90", "p95", "p99", "p99.9", "max");

    /** What times are measured. */
    public static final List<String> TIMES = List.of("deliver", "ack", "connect", "lag");

    /** Everything that can be compared. */
    public static List<String> subjects() {
        List<String> all = new ArrayList<>(COUNTS);
        all.add("reached");
        all.add("rate");
        all.addAll(QUANTILES);
        TIMES.forEach(time -> QUANTILES.forEach(quantile -> all.add(time + " " + quantile)));
        return all;
    }

    /** The unit of its figure. */
    public enum Unit {
        MESSAGES,
        NANOS,
        SHARE,
        PER_SECOND
    }

    /** What the subject's figure counts in. */
    public Unit unit() {
        return unit(subject);
    }

    private static Unit unit(String subject) {
        return COUNTS.contains(subject)
                ? Unit.MESSAGES
                : subject.equals("reached") ? Unit.SHARE : subject.equals("rate") ? Unit.PER_SECOND : Unit.NANOS;
    }

    /** @throws IllegalArgumentException with a sentence about what is wrong */
    static Threshold parse(String text) {
        Matcher parts = GRAMMAR.matcher(text.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is no threshold; write what, a comparison (== != < <= > >=), a number and its unit, such as p99 < 50 ms");
        }
        String subject = parts.group("subject").strip().replaceAll("\\s+", " ");
        if (!subjects().contains(subject)) {
            String near = NearestKey.to(subject, subjects());
            throw new IllegalArgumentException("'" + subject + "' is nothing that is measured"
                    + (near == null ? "." : "; did you mean " + near + "?") + " There are "
                    + String.join(", ", COUNTS) + ", reached, rate, and " + String.join(", ", QUANTILES)
                    + " of deliver, ack, connect and lag");
        }
        String phase = parts.group("phase");
        Unit unit = unit(subject);
        if (phase != null && unit == Unit.MESSAGES) {
            throw new IllegalArgumentException(
                    subject + " is known of the whole run only; leave out 'in " + phase + "'");
        }
        double bound = bound(subject, unit, Double.parseDouble(parts.group("number")), parts.group("unit"));
        // Times that are not said to be something else are those to the delivery.
        String whole = QUANTILES.contains(subject) ? "deliver " + subject : subject;
        return new Threshold(text.strip(), whole, parts.group("comparison"), bound, phase);
    }

    private static double bound(String subject, Unit unit, double number, @Nullable String written) {
        Double factor = switch (unit) {
            case MESSAGES -> written == null ? 1.0 : null;
            case NANOS -> written == null ? null : Quantities.nanosOf(written);
            case SHARE -> "%".equals(written) ? 0.01 : null;
            case PER_SECOND -> "/s".equals(written) ? 1.0 : null;
        };
        if (factor != null) {
            return number * factor;
        }
        String has = written == null ? "has none here" : "'" + written + "' is none of its units";
        throw new IllegalArgumentException(
                switch (unit) {
                    case MESSAGES ->
                        subject + " is a number of messages and takes no unit, and here is '" + written + "'";
                    case NANOS -> subject + " is a time and needs a unit (us, ms, s, m); it " + has;
                    case SHARE -> subject + " is a share and needs %; it " + has;
                    case PER_SECOND -> subject + " is a rate and needs /s; it " + has;
                });
    }

    /** Whether a figure, in the subject's own unit, keeps to it; one that was never measured (NaN) does not. */
    public boolean holds(double figure) {
        if (Double.isNaN(figure)) {
            return false;
        }
        return switch (comparison) {
            case "==" -> figure == bound;
            case "!=" -> figure != bound;
            case "<" -> figure < bound;
            case "<=" -> figure <= bound;
            case ">" -> figure > bound;
            default -> figure >= bound;
        };
    }
}
