package dev.carillon.simulator.recording.scrub;

import com.github.luben.zstd.Zstd;
import dev.carillon.simulator.recording.RecordingWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Some blocks of a recording's texts, drawn from all of it, each in its order, to try noise on: how much larger it is than
 * the texts once both are compressed as in the file. One thread.
 */
final class TextSample {
    /** Bytes of a block, as much as is compressed together in a recording. */
    private static final int BLOCK_BYTES = 256 << 10;

    private static final int BLOCKS = 2;

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<List<byte[]>> kept = new ArrayList<>();
    private List<byte[]> open = new ArrayList<>();
    private int bytes;
    private int closed;

    void add(byte[] payload, int from, int to) {
        open.add(Arrays.copyOfRange(payload, from, to));
        bytes += to - from;
        if (bytes >= BLOCK_BYTES) {
            close();
        }
    }

    /** Keeps the block, in place of another one where there are enough: each of all is as likely to stay. */
    private void close() {
        closed++;
        if (kept.size() < BLOCKS) {
            kept.add(open);
        } else {
            int place = random.nextInt(closed);
            if (place < BLOCKS) {
                kept.set(place, open);
            }
        }
        open = new ArrayList<>();
        bytes = 0;
    }

    /** How many times as large as the texts their noise is, both compressed; 1 if there are none. */
    double larger(UnaryOperator<byte[]> noise) {
        // What is no whole block yet counts only where there is nothing else: little compresses otherwise than much.
        List<List<byte[]>> blocks = kept.isEmpty() ? List.of(open) : kept;
        long before = 0;
        long after = 0;
        for (List<byte[]> block : blocks) {
            before += compressed(block);
            after += compressed(block.stream().map(noise).toList());
        }
        return bytes == 0 && kept.isEmpty() ? 1 : (double) after / before;
    }

    private static long compressed(List<byte[]> texts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        texts.forEach(all::writeBytes);
        return Zstd.compress(all.toByteArray(), RecordingWriter.LEVEL).length;
    }
}
