package dev.carillon.simulator.report;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lines over a common x axis.
 *
 * @param x what runs along the bottom; {@link Axis#SECONDS} from the start in most reports
 * @param y what all lines are measured in
 * @param places the x values, rising
 * @param series the lines, each named differently; eight can be told apart by colour alone
 * @param marks what happened on the way
 */
public record Chart(
        String heading, String note, Axis x, Axis y, List<Double> places, List<Series> series, List<Mark> marks)
        implements Section {
    public Chart {
        places = List.copyOf(places);
        series = List.copyOf(series);
        marks = List.copyOf(marks);
        for (int i = 1; i < places.size(); i++) {
            if (!(places.get(i) > places.get(i - 1))) {
                throw new IllegalArgumentException("the places of '" + heading + "' do not rise at " + i);
            }
        }
        Set<String> names = new HashSet<>();
        for (Series line : series) {
            if (line.values().size() != places.size()) {
                throw new IllegalArgumentException("'" + line.name() + "' has "
                        + line.values().size() + " values at " + places.size() + " places");
            }
            if (!names.add(line.name())) {
                throw new IllegalArgumentException("two lines are named '" + line.name() + "'");
            }
        }
    }
}
