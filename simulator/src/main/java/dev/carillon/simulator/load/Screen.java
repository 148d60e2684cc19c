package dev.carillon.simulator.load;

/**
 * What a terminal can show.
 *
 * @param columns of characters
 * @param rows of them
 * @param colours whether it may be coloured
 * @param blocks whether it has characters beyond ASCII
 */
public record Screen(int columns, int rows, boolean colours, boolean blocks) {
    /** Of a terminal that does not tell its size. */
    public static final int COLUMNS = 80;

    public static final int ROWS = 24;
}
