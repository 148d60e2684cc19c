package dev.carillon.simulator.traffic;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/**
 * {@code utc channel from to text}: lines of a public help channel, with the user addressed where there is one
 * (Kummerfeld et al., ACL 2019). A line without {@code to} speaks to the channel and is skipped.
 */
final class UbuntuIrcFormat implements TraceFormat {
    private static final int COLUMNS = 5;

    @Override
    public String header() {
        return "utc\tchannel\tfrom\tto\ttext";
    }

    @Override
    public void read(int number, String line, Traffic.Builder into) throws BadTrafficException {
        String[] column = line.split("\t", COLUMNS);
        if (column.length != COLUMNS) {
            throw new BadTrafficException(
                    number, "expected 5 columns (utc, channel, from, to, text) parted by tabs, found " + column.length);
        }
        if (column[3].isEmpty()) {
            into.skip();
            return;
        }
        into.add(number, seconds(number, column[0]), column[2], column[3], column[4].getBytes(StandardCharsets.UTF_8));
    }

    private static long seconds(int number, String column) throws BadTrafficException {
        try {
            return OffsetDateTime.parse(column).toEpochSecond();
        } catch (DateTimeException e) {
            throw new BadTrafficException(number, "'" + Shown.of(column) + "' is no time like 2004-12-25T09:14Z");
        }
    }
}
