package dev.carillon.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Where a cluster's certificates lie. Keys are readable by their owner only, and no file is overwritten except by a
 * renewal, which replaces a certificate and its key one after the other, never leaving half a file.
 *
 * <pre>
 *   FOLDER/ca.key           stays with whoever issues certificates
 *   FOLDER/ca.crt
 *   FOLDER/node-1/node.key  the folder node-1 goes to node 1
 *   FOLDER/node-1/node.crt
 *   FOLDER/node-1/ca.crt
 * </pre>
 */
record CertificateFolder(Path root) {
    Path authorityKey() {
        return root.resolve("ca.key");
    }

    Path authority() {
        return root.resolve("ca.crt");
    }

    Path node(long nodeId) {
        return root.resolve("node-" + nodeId);
    }

    Path nodeKey(long nodeId) {
        return node(nodeId).resolve("node.key");
    }

    Path nodeCertificate(long nodeId) {
        return node(nodeId).resolve("node.crt");
    }

    Path nodeAuthority(long nodeId) {
        return node(nodeId).resolve("ca.crt");
    }

    /** For keys: a folder of the owner's own. */
    static void makeFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder.toAbsolutePath().getParent());
                Files.createDirectory(folder, owner(folder, "rwx------"));
            }
        } catch (IOException e) {
            throw new CommandException(
                    "The folder " + folder + " cannot be made: " + e.getMessage() + ". Nothing was" + " changed.");
        }
    }

    static void refuseExisting(Path... files) {
        for (Path file : files) {
            if (Files.exists(file)) {
                throw new CommandException("There is a file " + file
                        + " already, and nodes may depend on it. Nothing was changed. Choose another folder; 'carillon"
                        + " cert renew' replaces a node's certificate.");
            }
        }
    }

    static void writeKey(Path file, String pem) {
        write(file, pem, "rw-------");
    }

    static void writeCertificate(Path file, String pem) {
        write(file, pem, "rw-r--r--");
    }

    private static void write(Path file, String text, String permissions) {
        Set<StandardOpenOption> newFile = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, newFile, owner(file, permissions))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException("There is a file " + file + " already. It was not changed.");
        } catch (IOException e) {
            throw new CommandException("The file " + file + " cannot be made: " + e.getMessage() + ".");
        }
    }

    /** Puts a new pair in the place of another. */
    static void replace(Path keyFile, String keyPem, Path certificateFile, String certificatePem) {
        Path newKey = keyFile.resolveSibling(keyFile.getFileName() + ".new");
        Path newCertificate = certificateFile.resolveSibling(certificateFile.getFileName() + ".new");
        try {
            Files.deleteIfExists(newKey);
            Files.deleteIfExists(newCertificate);
            writeKey(newKey, keyPem);
            writeCertificate(newCertificate, certificatePem);
            Files.move(newKey, keyFile, StandardCopyOption.ATOMIC_MOVE);
            Files.move(newCertificate, certificateFile, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CommandException("The certificate " + certificateFile + " cannot be replaced: " + e.getMessage()
                    + ". Running nodes go on with the old one; run this again.");
        }
    }

    private static FileAttribute<?>[] owner(Path file, String permissions) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
