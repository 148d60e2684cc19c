package dev.carillon.simulator.recording.scrub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that pseudonyms and noise are made with: 32 bytes, kept in a file as 64 hex digits. Who has it can find out
 * whether a pseudonym is a certain user's; who has not, cannot. One thread.
 */
public final class ScrubKey {
    private static final String MAC = "HmacSHA256";
    private static final int BYTES = 32;

    private final Mac mac;

    ScrubKey(byte[] secret) {
        try {
            mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret, MAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + MAC, e);
        }
    }

    /**
     * Reads the key, or draws one and writes it, readable for its owner only.
     *
     * @param random must be one that nobody can guess
     * @throws IOException with a sentence
     */
    public static ScrubKey of(Path file, RandomGenerator random) throws IOException {
        if (!Files.exists(file)) {
            create(file, random);
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            byte[] secret = HexFormat.of().parseHex(text);
            if (secret.length == BYTES) {
                return new ScrubKey(secret);
            }
        } catch (IllegalArgumentException e) {
            // Said below, without a word of what is in the file.
        }
        throw new IOException(
                file + " is no scrub key: one is 64 hex digits. Nothing was written; name another with --key.");
    }

    private static void create(Path file, RandomGenerator random) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        Files.writeString(file, HexFormat.of().formatHex(secret) + "\n", StandardCharsets.US_ASCII);
    }

    /** 32 bytes that stand for {@code bytes}, different for each purpose. */
    byte[] stands(String purpose, byte[] bytes) {
        mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) 0);
        return mac.doFinal(bytes);
    }

    /** The same, shortened. */
    long number(String purpose, byte[] bytes) {
        return ByteBuffer.wrap(stands(purpose, bytes)).getLong();
    }

    /** Tells keys apart. */
    long print() {
        return number("print", new byte[0]);
    }
}
