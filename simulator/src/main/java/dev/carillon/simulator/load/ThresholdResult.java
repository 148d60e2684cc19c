package dev.carillon.simulator.load;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import dev.carillon.simulator.scenario.Threshold;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A threshold, and what came of it.
 *
 * @param text as it was written
 * @param figure what was measured, with its unit
 */
public record ThresholdResult(String text, String figure, boolean holds) {
    static ThresholdResult of(Threshold threshold, Account account, PhaseFigures whole, List<PhaseFigures> phases) {
        PhaseFigures meant = phases.stream()
                .filter(phase -> phase.name().equals(threshold.phase()))
                .findFirst()
                .orElse(whole);
        double figure = figure(threshold.subject(), account, meant);
        return new ThresholdResult(threshold.text(), words(threshold.unit(), figure), threshold.holds(figure));
    }

    private static double figure(String subject, Account account, PhaseFigures phase) {
        Balance b = account.balance();
        return switch (subject) {
            case "loss" -> b.lost();
            case "duplicates" -> b.duplicated();
            case "disorder" -> b.outOfOrder();
            case "inventions" -> b.invented();
            case "lies" -> against(account.promises(), "HonestReceipt") + against(account.promises(), "CursorMonotone");
            case "refused" -> b.failed();
            case "unsettled" -> b.unsettled();
            case "reached" -> phase.reached();
            case "rate" -> phase.rate();
            default -> {
                int space = subject.indexOf(' ');
                yield phase.timed(subject.substring(0, space)).named(subject.substring(space + 1)) * 1e6;
            }
        };
    }

    private static long against(Map<String, Seen> promises, String name) {
        Seen seen = promises.get(name);
        return seen == null ? 0 : seen.against();
    }

    private static String words(Threshold.Unit unit, double figure) {
        if (Double.isNaN(figure)) {
            return "never measured";
        }
        return switch (unit) {
            case MESSAGES -> String.format(Locale.ROOT, "%.0f", figure);
            case SHARE -> String.format(Locale.ROOT, "%.1f %%", 100 * figure);
            case PER_SECOND -> String.format(Locale.ROOT, "%.1f/s", figure);
            case NANOS -> Shown.ms(figure / 1e6);
        };
    }
}
