package dev.carillon.simulator.load;

import java.util.List;

/** Figures as a line of small bars, the newest on the right. Pure. */
final class Spark {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String PLAIN = "._-=+*%#";

    private Spark() {}

    /** Bars from 0 to the largest figure; spaces where there is none. */
    static String linear(List<Double> figures, boolean blocks) {
        double most = figures.stream()
                .filter(each -> !each.isNaN())
                .mapToDouble(each -> each)
                .max()
                .orElse(0);
        return bars(figures.stream().map(each -> most > 0 ? each / most : each).toList(), blocks);
    }

    /** Bars on a scale of powers of ten; what is below {@code from} or above {@code to} counts as that. */
    static String log(List<Double> figures, double from, double to, boolean blocks) {
        double range = Math.log(to / from);
        return bars(
                figures.stream()
                        .map(each -> Math.log(Math.max(from, Math.min(to, each)) / from) / range)
                        .toList(),
                blocks);
    }

    private static String bars(List<Double> shares, boolean blocks) {
        String bars = blocks ? BLOCKS : PLAIN;
        StringBuilder line = new StringBuilder();
        for (double share : shares) {
            int height = (int) Math.round(share * (bars.length() - 1));
            line.append(Double.isNaN(share) ? ' ' : bars.charAt(Math.max(0, Math.min(bars.length() - 1, height))));
        }
        return line.toString();
    }
}
