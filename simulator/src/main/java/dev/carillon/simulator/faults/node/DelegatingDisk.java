package dev.carillon.simulator.faults.node;

import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.DiskFile;
import java.io.IOException;
import java.util.List;

/** A disk over another one, to be changed where it should behave otherwise. */
abstract class DelegatingDisk implements Disk {
    private final Disk real;

    DelegatingDisk(Disk real) {
        this.real = real;
    }

    /** The file that stands for a real one. */
    abstract DiskFile over(DiskFile file);

    @Override
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return over(real.open(name));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return over(real.create(name));
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void syncDirectory() throws IOException {
        real.syncDirectory();
    }

    @Override
    public long freeSpace() throws IOException {
        return real.freeSpace();
    }

    @Override
    public String path() {
        return real.path();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
