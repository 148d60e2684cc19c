package dev.carillon.admin;

import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.protocol.token.TokenKeysException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file that holds the keys: made readable for its owner only, never overwritten, never printed. */
final class KeyFile {
    private static final int FIRST_ID = 1;

    private KeyFile() {}

    static TokenKeys read(Path file) {
        try {
            return TokenKeys.parse(Files.readAllLines(file), file.toString());
        } catch (IOException e) {
            throw new CommandException("The key file " + file
                    + (Files.exists(file) ? " cannot be read." : " does not exist.")
                    + " 'carillon token init --key-file "
                    + file + "' makes one.");
        } catch (TokenKeysException e) {
            throw new CommandException(
                    e.getMessage() + ". Mend the key file, or make a new one with 'carillon token init'.");
        }
    }

    /** Makes a key file with one key of these 32 bytes. */
    static void create(Path file, byte[] secret) {
        String text = "# Carillon token keys, id:key. The first signs, all verify. Keep this file to yourself.\n"
                + new TokenKey(FIRST_ID, secret).line() + "\n";
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> newFile = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, newFile, attributes)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException("There is a file " + file
                    + " already, and tokens may depend on it. Nothing was changed. Choose another name.");
        } catch (IOException e) {
            throw new CommandException("The key file " + file + " cannot be made: " + e.getMessage() + ".");
        }
    }
}
