package dev.carillon.simulator.report;

import java.util.List;

/** Rows under columns; every row has as many cells as there are columns. */
public record Table(String heading, String note, List<Column> columns, List<Row> rows) implements Section {
    /**
     * @param name what is in it
     * @param unit of its numbers; empty if there is none
     * @param align right for numbers
     */
    public record Column(String name, String unit, Align align) {
        public static Column words(String name) {
            return new Column(name, "", Align.LEFT);
        }

        public static Column numbers(String name, String unit) {
            return new Column(name, unit, Align.RIGHT);
        }
    }

    /** On which side the cells of a column line up. */
    public enum Align {
        LEFT,
        RIGHT
    }

    /**
     * @param cells one for each column
     * @param judgement of the row as a whole
     */
    public record Row(List<Value> cells, Judgement judgement) {
        public Row {
            cells = List.copyOf(cells);
        }

        public static Row of(Value... cells) {
            return new Row(List.of(cells), Judgement.PLAIN);
        }
    }

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != columns.size()) {
                throw new IllegalArgumentException("a row of '" + heading + "' has "
                        + row.cells().size() + " cells under " + columns.size() + " columns");
            }
        }
    }
}
