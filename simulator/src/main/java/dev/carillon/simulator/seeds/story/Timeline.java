package dev.carillon.simulator.seeds.story;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Draws lines of a story below each other: the time in seconds, a column for each replica, what happened. */
final class Timeline {
    private static final int CELL = 5;
    private static final String BETWEEN = "  ";

    /** @param group columns of the same group stand together, with its name above them */
    record Column(String group, String title) {}

    private final List<Column> columns;
    private final List<Story.Line> lines;

    /** By name: numbers of the columns that are not blank in every line. */
    private final Map<String, List<Integer>> groups = new LinkedHashMap<>();

    /** @param columns as many as a line has cells, or none */
    Timeline(List<Column> columns, List<Story.Line> lines) {
        this.columns = columns;
        this.lines = lines;
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            if (lines.stream().anyMatch(line -> !cell(line, column).isBlank())) {
                groups.computeIfAbsent(columns.get(column).group(), name -> new ArrayList<>())
                        .add(column);
            }
        }
    }

    private static String cell(Story.Line line, int column) {
        return column < line.cells().size() ? line.cells().get(column) : "";
    }

    List<String> draw() {
        List<String> drawn = new ArrayList<>();
        if (!groups.isEmpty()) {
            drawn.add(row("", groups.keySet().stream().collect(Collectors.toMap(name -> name, name -> name)), ""));
            drawn.add(row("seconds", cells(column -> columns.get(column).title()), ""));
        }
        for (Story.Line line : lines) {
            String time = String.format(Locale.ROOT, "%.3f", line.atNs() / 1e9);
            drawn.add(row(time, cells(column -> cell(line, column)), line.text()));
        }
        return drawn;
    }

    private Map<String, String> cells(IntFunction<String> cell) {
        return groups.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        group -> group.getValue().stream()
                                .map(column -> padded(cell.apply(column), CELL))
                                .collect(Collectors.joining())));
    }

    private String row(String time, Map<String, String> byGroup, String text) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%9s", time));
        groups.forEach((name, shown) -> {
            int width = Math.max(name.length(), CELL * shown.size());
            row.append(BETWEEN).append(padded(byGroup.getOrDefault(name, ""), width));
        });
        return row.append(BETWEEN).append(text).toString().stripTrailing();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
