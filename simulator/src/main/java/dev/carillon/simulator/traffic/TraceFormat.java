package dev.carillon.simulator.traffic;

/** One of the known kinds of recording; turns a line into a row. Told apart by their header lines. */
interface TraceFormat {
    /** The first line of every file of this kind, without the line's end. */
    String header();

    /**
     * Adds the row on a line, or counts it as skipped if it addresses nobody.
     *
     * @param number of the line, from 1
     * @throws BadTrafficException if the line is not of this kind
     */
    void read(int number, String line, Traffic.Builder into) throws BadTrafficException;
}
