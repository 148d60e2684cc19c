package dev.carillon.simulator.report;

/**
 * One value that stands for itself.
 *
 * @param name what it is, a word or two
 * @param value the value
 * @param unit its unit; empty if it has none
 * @param hint what it is compared with, or over what it was taken; may be empty
 * @param judgement whether it is as it should be
 */
public record Figure(String name, Value value, String unit, String hint, Judgement judgement) {
    public static Figure plain(String name, double value, String unit, String hint) {
        return new Figure(name, Value.of(value), unit, hint, Judgement.PLAIN);
    }

    public static Figure judged(String name, double value, String unit, String hint, boolean ok) {
        return new Figure(name, Value.of(value), unit, hint, ok ? Judgement.OK : Judgement.BAD);
    }
}
