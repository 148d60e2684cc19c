package dev.carillon.simulator.traffic;

import java.util.SplittableRandom;

/**
 * {@code unix_s from to}: private messages of a university's network, without their text (SNAP CollegeMsg; Panzarasa,
 * Opsahl, Carley 2009). Texts are made up, with lengths drawn like those of a chat.
 */
final class CollegeMsgFormat implements TraceFormat {
    private static final int COLUMNS = 3;

    private final SplittableRandom random;

    CollegeMsgFormat(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public String header() {
        return "unix_s\tfrom\tto";
    }

    @Override
    public void read(int number, String line, Traffic.Builder into) throws BadTrafficException {
        String[] column = line.split("\t", -1);
        if (column.length != COLUMNS) {
            throw new BadTrafficException(
                    number, "expected 3 columns (unix_s, from, to) parted by tabs, found " + column.length);
        }
        if (column[2].isEmpty()) {
            into.skip();
            return;
        }
        into.add(number, seconds(number, column[0]), column[1], column[2], Phrases.text(random));
    }

    private static long seconds(int number, String column) throws BadTrafficException {
        try {
            return Long.parseLong(column);
        } catch (NumberFormatException e) {
            throw new BadTrafficException(number, "'" + Shown.of(column) + "' is no time in seconds since 1970");
        }
    }
}
