package dev.carillon.simulator.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a stream, numbered from 1, in strict UTF-8: bytes that are none are an error on their line, where a lenient
 * reader would replay something else than the file says. Confined to one thread.
 */
final class Lines {
    /** Bytes in a line, its end not counted. */
    static final int LINE_MAX = 65_536;

    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int end;
    private final byte[] buffer = new byte[LINE_MAX];
    private int number;

    /** @param in closed by the caller; it is read in chunks */
    Lines(InputStream in) {
        this.in = in;
    }

    /** The number of the line that {@link #next()} gave last. */
    int number() {
        return number;
    }

    /** The next line without its end, or null after the last. */
    @Nullable
    String next() throws IOException, BadTrafficException {
        int length = 0;
        int b = read();
        if (b < 0) {
            return null;
        }
        number++;
        while (b >= 0 && b != '\n') {
            if (length == LINE_MAX) {
                throw new BadTrafficException(number, "longer than " + LINE_MAX + " bytes");
            }
            buffer[length++] = (byte) b;
            b = read();
        }
        if (length > 0 && buffer[length - 1] == '\r') {
            length--;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(buffer, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadTrafficException(number, "not text in UTF-8");
        }
    }

    private int read() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(chunk, 0, CHUNK));
            if (end == 0) {
                return -1;
            }
        }
        return chunk[at++] & 0xFF;
    }
}
