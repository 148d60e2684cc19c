package dev.carillon.simulator.faults.node;

import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.DiskFile;
import dev.carillon.storage.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk that is full while a file says so: no new files, and none gets longer; what has its space can be written. */
final class FillableDisk extends DelegatingDisk {
    private final Path full;
    private final Path refused;

    /** @param refused made when space was asked for and there was none */
    FillableDisk(Disk real, Path full, Path refused) {
        super(real);
        this.full = full;
        this.refused = refused;
    }

    @Override
    DiskFile over(DiskFile file) {
        return new FillableFile(file);
    }

    private void checkSpace() throws IOException {
        if (freeSpace() == 0) {
            throw new DiskFullException("No space left for " + path());
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        checkSpace();
        return super.create(name);
    }

    @Override
    public long freeSpace() throws IOException {
        if (!Files.exists(full)) {
            return super.freeSpace();
        }
        if (!Files.exists(refused)) {
            Files.writeString(refused, path());
        }
        return 0;
    }

    private final class FillableFile implements DiskFile {
        private final DiskFile real;

        FillableFile(DiskFile real) {
            this.real = real;
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (position + source.remaining() > real.size()) {
                checkSpace();
            }
            real.write(source, position);
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            real.read(target, position);
        }

        @Override
        public void sync() throws IOException {
            real.sync();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
