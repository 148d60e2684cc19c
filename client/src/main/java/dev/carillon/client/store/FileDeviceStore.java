package dev.carillon.client.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a device in a folder of its own: {@code device.journal}, append-only and checksummed ({@link JournalRecord} has
 * the layout), rewritten when most of it is history, and {@code device.lock}, which keeps a second process out.
 *
 * <p>It survives kill −9 at any moment with either {@link Sync}; a power cut too with {@link Sync#SENDS}. With
 * {@link Sync#NEVER} a power cut may lose the newest sends; the client notices at the next WELCOME and enrols anew. A
 * damaged journal is put aside as {@code device.journal.damaged} and the device starts anew; old sequences are never
 * continued from it.
 *
 * <pre>{@code
 * DeviceStore store = new FileDeviceStore(Path.of("/var/lib/bot/carillon"), FileDeviceStore.Sync.SENDS);
 * }</pre>
 *
 * <p>Blocks the loop for a disk write per batch, so give it to clients with a loop to themselves. Not thread-safe.
 */
public final class FileDeviceStore implements DeviceStore {
    /** When the disk is told to make writes last. */
    public enum Sync {
        /** Left to the operating system. */
        NEVER,
        /** After each batch with new sends, before they leave. */
        SENDS
    }

    private static final Logger LOG = LoggerFactory.getLogger(FileDeviceStore.class);
    private static final int COMPACT_AT_BYTES = 1 << 20;
    private static final int COMPACT_RATIO = 4;
    private static final int BATCH_BYTES = 64 * 1024;
    /** More than the pending sends of any client, so that a wrong file is not read into memory. */
    private static final long FILE_BYTES_MAX = 1 << 30;

    private final Path folder;
    private final Sync sync;
    private final int compactAt;
    private final ArrayDeque<StoredSend> unsettled = new ArrayDeque<>();
    private final ByteBuffer batch = ByteBuffer.allocate(BATCH_BYTES);
    private @Nullable FileChannel lock;
    private @Nullable FileChannel journal;
    private long install;
    private long history;
    private long nextCseq = 1;
    private long cursor;
    private long fileBytes;
    private long liveBytes;
    private boolean syncDue;

    /** @param folder made if it is missing; one per device */
    public FileDeviceStore(Path folder, Sync sync) {
        this(folder, sync, COMPACT_AT_BYTES);
    }

    FileDeviceStore(Path folder, Sync sync, int compactAt) {
        this.folder = folder;
        this.sync = sync;
        this.compactAt = compactAt;
    }

    @Override
    public DeviceState open() {
        try {
            Files.createDirectories(folder);
            takeLock();
            Path file = folder.resolve("device.journal");
            return Files.exists(file) ? load(file) : DeviceState.FRESH;
        } catch (IOException e) {
            throw failed("could not be opened", e);
        }
    }

    private void takeLock() throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve("device.lock"), CREATE, WRITE);
        boolean mine;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            mine = false;
        }
        if (!mine) {
            channel.close();
            throw new DeviceInUseException("The device folder " + folder
                    + " is in use by another client. Close that one, or choose another folder for this one.");
        }
        lock = channel;
    }

    private DeviceState load(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, READ, WRITE);
        ByteBuffer content = readAll(channel);
        boolean old = startsWith(content, JournalRecord.MAGIC_01);
        boolean ours = old || isOurs(content);
        JournalReader reader = new JournalReader(content);
        if (!ours || !reader.read()) {
            channel.close();
            Path aside = folder.resolve("device.journal.damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn("The device's journal is damaged and was put aside as {}; the device enrols anew.", aside);
            return DeviceState.FRESH;
        }
        channel.truncate(reader.end());
        channel.position(reader.end());
        journal = channel;
        fileBytes = reader.end();
        DeviceState state = reader.state();
        install = state.install();
        history = state.history();
        nextCseq = state.nextCseq();
        cursor = state.cursor();
        unsettled.addAll(state.unsettled());
        liveBytes = unsettled.stream().mapToLong(FileDeviceStore::sizeOf).sum();
        if (old) {
            rewrite();
        }
        return state;
    }

    private ByteBuffer readAll(FileChannel channel) throws IOException {
        if (channel.size() > FILE_BYTES_MAX) {
            throw new DeviceStoreException("The journal in " + folder + " is larger than any device's can be. "
                    + "Nothing was changed; check that this is a device folder, and choose another if not.");
        }
        ByteBuffer content = ByteBuffer.allocate((int) channel.size());
        while (content.hasRemaining() && channel.read(content) >= 0) {
            // a file may be read in several parts
        }
        return content.flip();
    }

    private boolean isOurs(ByteBuffer content) {
        if (startsWith(content, JournalRecord.MAGIC)) {
            return true;
        }
        byte[] family = Arrays.copyOf(JournalRecord.MAGIC, JournalRecord.MAGIC_FAMILY);
        if (content.limit() > family.length && startsWith(content, family)) {
            throw new DeviceStoreException("The device in " + folder + " was written by a newer version of Carillon. "
                    + "It is untouched; use that version, or another folder for a new device.");
        }
        return false;
    }

    private static boolean startsWith(ByteBuffer content, byte[] prefix) {
        return content.limit() >= prefix.length
                && content.slice(0, prefix.length).equals(ByteBuffer.wrap(prefix));
    }

    @Override
    public void reset(long newInstall) {
        unsettled.clear();
        batch.clear();
        install = newInstall;
        history = 0;
        nextCseq = 1;
        cursor = 0;
        liveBytes = 0;
        syncDue = false;
        rewrite();
    }

    @Override
    public void history(long number) {
        history = number;
        put(JournalRecord.number(JournalRecord.HISTORY, number));
    }

    @Override
    public void append(StoredSend send) {
        put(JournalRecord.send(send));
        unsettled.addLast(send);
        nextCseq = send.cseq() + 1;
        liveBytes += sizeOf(send);
        syncDue = sync == Sync.SENDS;
    }

    @Override
    public void settled(long cseq) {
        while (!unsettled.isEmpty() && unsettled.peekFirst().cseq() <= cseq) {
            liveBytes -= sizeOf(unsettled.removeFirst());
        }
        put(JournalRecord.number(JournalRecord.SETTLED, cseq));
    }

    @Override
    public void cursor(long seq) {
        if (seq > cursor) {
            cursor = seq;
            put(JournalRecord.number(JournalRecord.CURSOR, seq));
        }
    }

    @Override
    public void flush() {
        try {
            writeBatch();
            if (syncDue) {
                open(journal).force(false);
                syncDue = false;
            }
        } catch (IOException e) {
            throw failed("could not be written", e);
        }
        if (fileBytes > compactAt && fileBytes > COMPACT_RATIO * liveBytes) {
            rewrite();
        }
    }

    @Override
    public void close() {
        try (FileChannel held = lock;
                FileChannel file = journal) {
            if (file != null) {
                flush();
            }
        } catch (IOException e) {
            throw failed("could not be closed", e);
        }
    }

    private void put(byte[] record) {
        try {
            if (record.length > batch.remaining()) {
                writeBatch();
            }
            if (record.length > batch.capacity()) {
                writeFully(open(journal), ByteBuffer.wrap(record));
                fileBytes += record.length;
            } else {
                batch.put(record);
            }
        } catch (IOException e) {
            throw failed("could not be written", e);
        }
    }

    private void writeBatch() throws IOException {
        if (batch.position() > 0) {
            fileBytes += batch.position();
            writeFully(open(journal), batch.flip());
            batch.clear();
        }
    }

    /** Replaces the journal by one that holds only what counts; the old one stays until the new one is safe. */
    private void rewrite() {
        Path file = folder.resolve("device.journal");
        Path fresh = folder.resolve("device.journal.new");
        try {
            FileChannel channel = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, READ, WRITE);
            long first = unsettled.isEmpty() ? nextCseq : unsettled.peekFirst().cseq();
            writeFully(channel, ByteBuffer.wrap(JournalRecord.MAGIC));
            writeFully(channel, ByteBuffer.wrap(JournalRecord.device(install, first, cursor)));
            if (history > 0) {
                writeFully(channel, ByteBuffer.wrap(JournalRecord.number(JournalRecord.HISTORY, history)));
            }
            for (StoredSend send : unsettled) {
                writeFully(channel, ByteBuffer.wrap(JournalRecord.send(send)));
            }
            channel.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncFolder();
            FileChannel old = journal;
            journal = channel;
            fileBytes = channel.position();
            if (old != null) {
                old.close();
            }
        } catch (IOException e) {
            throw failed("could not be rewritten", e);
        }
    }

    private void syncFolder() {
        try (FileChannel directory = FileChannel.open(folder, READ)) {
            directory.force(true);
        } catch (IOException e) {
            LOG.debug("This system does not sync folders: {}", e.getMessage());
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static long sizeOf(StoredSend send) {
        return 19L + send.to().length() + send.payload().length;
    }

    private FileChannel open(@Nullable FileChannel channel) {
        if (channel == null) {
            throw new DeviceStoreException("The device folder " + folder + " was used before it was opened.");
        }
        return channel;
    }

    private DeviceStoreException failed(String what, IOException cause) {
        return new DeviceStoreException(
                "The device folder " + folder + " " + what + " (" + cause.getMessage()
                        + "). Nothing was sent that is not kept there; make room or fix its permissions, then connect again.",
                cause);
    }
}
