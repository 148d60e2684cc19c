package dev.carillon.simulator.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What stands at the beginning of a recording (RECORDING.md, "The header").
 *
 * @param createdMs when the recording began, ms since 1970
 * @param scrubbed whether names are pseudonyms and payloads noise
 * @param keyPrint tells the keys of scrubbed recordings apart, and not what they are; 0 if it is not scrubbed
 * @param kind where the events are from
 * @param source the same in words, such as the nodes' addresses or a file's name
 */
public record RecordingHeader(long createdMs, boolean scrubbed, long keyPrint, Kind kind, String source) {
    static final int VERSION = 1;
    static final byte[] MAGIC = {'C', 'A', 'R', 'R', 'E', 'C', '\r', '\n'};

    /** Longest {@code source}, bytes of UTF-8. */
    static final int SOURCE_MAX = 1_000;

    /** Bytes before the source, and of the checksum behind it. */
    private static final int FIXED = 8 + 2 + 2 + 8 + 8 + 1 + 2;

    private static final int CHECKSUM = 4;
    static final int LENGTH_MAX = FIXED + SOURCE_MAX + CHECKSUM;
    private static final int SCRUBBED = 1;
    private static final int SOURCE_LENGTH_AT = FIXED - 2;

    /** Where events are from. The numbers are part of the format. */
    public enum Kind {
        /** A proxy in front of nodes: all that it saw. */
        PROXY(1),
        /** A list of messages that somebody else recorded: only sends, no connections, acks or deliveries. */
        IMPORT(2),
        /** Nodes, which told what their clients said and heard on connections that began after the recording. */
        NODE(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    byte[] encode() {
        byte[] words = source.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(words.length, SOURCE_MAX);
        ByteBuffer out = ByteBuffer.allocate(FIXED + length + CHECKSUM)
                .put(MAGIC)
                .putShort((short) VERSION)
                .putShort((short) (scrubbed ? SCRUBBED : 0))
                .putLong(createdMs)
                .putLong(keyPrint)
                .put((byte) kind.number)
                .putShort((short) length)
                .put(words, 0, length);
        return out.putInt(checksum(out.array(), FIXED + length)).array();
    }

    /** How many bytes the header has that begins with these; they are at least {@link #LENGTH_MAX}, or all of the file. */
    static int length(byte[] start) {
        return FIXED + (ByteBuffer.wrap(start).getShort(SOURCE_LENGTH_AT) & 0xFFFF) + CHECKSUM;
    }

    static RecordingHeader decode(byte[] start) throws BadRecordingException {
        if (start.length < MAGIC.length || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new BadRecordingException("is no recording: it does not begin as one");
        }
        if (start.length < FIXED) {
            throw new BadRecordingException("was cut off inside its header, so it holds nothing");
        }
        ByteBuffer in = ByteBuffer.wrap(start).position(MAGIC.length);
        int version = in.getShort() & 0xFFFF;
        if (version != VERSION) {
            throw new BadRecordingException(
                    "is of version " + version + "; this build reads version " + VERSION + ", a newer one may read it");
        }
        int length = length(start);
        if (length > start.length || length > LENGTH_MAX) {
            throw new BadRecordingException("was cut off inside its header, so it holds nothing");
        }
        if (ByteBuffer.wrap(start).getInt(length - CHECKSUM) != checksum(start, length - CHECKSUM)) {
            throw new BadRecordingException("has a damaged header; fetch it again");
        }
        int flags = in.getShort();
        long created = in.getLong();
        long print = in.getLong();
        Kind kind = kind(in.get());
        String source = new String(start, FIXED, length - FIXED - CHECKSUM, StandardCharsets.UTF_8);
        return new RecordingHeader(created, (flags & SCRUBBED) != 0, print, kind, source);
    }

    private static Kind kind(int number) throws BadRecordingException {
        for (Kind kind : Kind.values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new BadRecordingException("names a source of kind " + number + ", which this build does not know");
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
