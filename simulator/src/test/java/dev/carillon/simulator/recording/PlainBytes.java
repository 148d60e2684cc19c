package dev.carillon.simulator.recording;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** All that a recording holds, not compressed: the header as it is, then each block's header and events. */
public final class PlainBytes {
    private PlainBytes() {}

    public static byte[] of(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        int at = RecordingHeader.length(bytes);
        plain.write(bytes, 0, at);
        while (at < bytes.length) {
            ByteBuffer head = ByteBuffer.wrap(bytes, at, Block.HEADER);
            head.getInt();
            int stored = head.getInt();
            int length = head.getInt();
            plain.write(bytes, at, Block.HEADER);
            int from = at + Block.HEADER;
            plain.write(Zstd.decompress(Arrays.copyOfRange(bytes, from, from + stored), length));
            at = from + stored;
        }
        return plain.toByteArray();
    }
}
