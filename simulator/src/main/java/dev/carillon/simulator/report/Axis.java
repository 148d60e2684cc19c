package dev.carillon.simulator.report;

/**
 * An axis of a chart.
 *
 * @param name what runs along it
 * @param unit of its numbers; empty if there is none
 * @param scale how values become places
 */
public record Axis(String name, String unit, Scale scale) {
    /** Charts whose x axes have the same name share their cursor and their zoom. */
    public static final Axis SECONDS = new Axis("time", "s", Scale.LINEAR);

    /** How values become places. */
    public enum Scale {
        LINEAR,
        /** For values above zero; others are left out. */
        LOG
    }

    public static Axis linear(String name, String unit) {
        return new Axis(name, unit, Scale.LINEAR);
    }

    public static Axis log(String name, String unit) {
        return new Axis(name, unit, Scale.LOG);
    }
}
