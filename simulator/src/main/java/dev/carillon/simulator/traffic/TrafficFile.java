package dev.carillon.simulator.traffic;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a recording, packed with gzip or plain; which kind it is, its header line says. The whole file is read before
 * anything starts, so that a bad line far down costs nobody a run.
 */
public final class TrafficFile {
    private static final int BUFFER = 1 << 16;
    private static final int GZIP_MAGIC = 0x1f8b;

    private TrafficFile() {}

    /**
     * @param seed for the texts of a recording that has none
     * @throws BadTrafficException if there is no such file, or it is none that can be replayed
     */
    public static Traffic read(Path file, long seed) throws BadTrafficException {
        if (Files.isDirectory(file)) {
            throw new BadTrafficException(0, "is a folder; name one file of recorded traffic");
        }
        try (InputStream in = open(file)) {
            return read(in, file.getFileName().toString(), seed);
        } catch (NoSuchFileException e) {
            throw new BadTrafficException(0, "no such file");
        } catch (IOException e) {
            throw new BadTrafficException(0, "cannot be read (" + e.getMessage() + ")");
        }
    }

    private static InputStream open(Path file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        in.mark(2);
        boolean packed = (in.read() << 8 | in.read()) == GZIP_MAGIC;
        in.reset();
        return packed ? new GZIPInputStream(in, BUFFER) : in;
    }

    static Traffic read(InputStream in, String name, long seed) throws IOException, BadTrafficException {
        Lines lines = new Lines(in);
        Traffic.Builder builder = new Traffic.Builder(name);
        try {
            String line = lines.next();
            TraceFormat format = formatOf(line == null ? "" : line, seed);
            for (line = lines.next(); line != null; line = lines.next()) {
                format.read(lines.number(), line, builder);
            }
        } catch (EOFException | ZipException e) {
            throw new BadTrafficException(
                    lines.number(), "the packed file is cut off or damaged after this line; fetch it again");
        }
        return builder.build();
    }

    private static TraceFormat formatOf(String header, long seed) throws BadTrafficException {
        List<TraceFormat> known = List.of(new CollegeMsgFormat(new SplittableRandom(seed)), new UbuntuIrcFormat());
        for (TraceFormat format : known) {
            if (format.header().equals(header)) {
                return format;
            }
        }
        throw new BadTrafficException(
                1,
                "the header is '" + Shown.of(header.replace('\t', ' '))
                        + "'; known are 'unix_s from to' and 'utc channel from to text', parted by tabs");
    }
}
