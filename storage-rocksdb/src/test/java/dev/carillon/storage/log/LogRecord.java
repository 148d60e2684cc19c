package dev.carillon.storage.log;

import dev.carillon.storage.LoopLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** A record as tests compare it: bytes as a string of hex digits. */
record LogRecord(int group, int kind, long index, String bytes) {
    static LogRecord random(Random random, int group, long index, int lengthMax) {
        byte[] bytes = new byte[random.nextInt(lengthMax + 1)];
        random.nextBytes(bytes);
        return new LogRecord(group, random.nextInt(128), index, hex(bytes));
    }

    static LogRecord of(int group, long index, int length) {
        return random(new Random(index * 31 + group), group, index, 0).withLength(length);
    }

    private LogRecord withLength(int length) {
        byte[] filled = new byte[length];
        new Random(index).nextBytes(filled);
        return new LogRecord(group, kind, index, hex(filled));
    }

    void appendTo(LoopLog log) {
        byte[] raw = java.util.HexFormat.of().parseHex(bytes);
        log.append(group, kind, index, new UnsafeBuffer(raw), 0, raw.length);
    }

    static List<LogRecord> replay(LoopLog log) {
        List<LogRecord> found = new ArrayList<>();
        log.replay((group, kind, index, buffer, offset, length) -> {
            byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            found.add(new LogRecord(group, kind, index, hex(bytes)));
        });
        return found;
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
