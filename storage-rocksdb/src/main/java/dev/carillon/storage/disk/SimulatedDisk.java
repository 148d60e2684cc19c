package dev.carillon.storage.disk;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk in memory that keeps only its promises. A power cut leaves any subset of the sectors (512 bytes) that were
 * written since their file's last sync, in any state they had since, and a beginning of the changes of the directory since
 * its last sync. It can also be full, fail a sync or a write, and damage what it holds. Everything it decides comes from
 * the seed. Thread-safe; files are at most 2 GiB.
 */
public final class SimulatedDisk implements Disk {
    /** Nothing is scheduled. */
    private static final int NEVER = Integer.MAX_VALUE;

    private final Random random;
    private final Counts counts = new Counts();
    private TreeMap<String, SimulatedFile> names = new TreeMap<>();
    private TreeMap<String, SimulatedFile> durableNames = new TreeMap<>();
    private final List<Consumer<TreeMap<String, SimulatedFile>>> pendingNames = new ArrayList<>();
    private long capacity;
    private int changesToCut = NEVER;
    private int syncsToFailure = NEVER;
    private int writesToFailure = NEVER;
    private boolean off;
    /** Files opened before a power cut stay dead after it. */
    private int life;

    public SimulatedDisk(long seed, long capacity) {
        this.random = new Random(seed);
        this.capacity = capacity;
    }

    /** What the disk did to its user so far; a test that needs one of these asserts that it is not zero. */
    public static final class Counts {
        private long sectorsDropped;
        private long sectorsKept;
        private long tornFiles;
        private long directoryChangesDropped;
        private long powerCuts;
        private long syncs;
        private long failures;

        void add(int dropped, int kept) {
            sectorsDropped += dropped;
            sectorsKept += kept;
            tornFiles += dropped > 0 && kept > 0 ? 1 : 0;
        }

        /** Unsynced sectors that a power cut took. */
        public long sectorsDropped() {
            return sectorsDropped;
        }

        /** Unsynced sectors that a power cut left. */
        public long sectorsKept() {
            return sectorsKept;
        }

        /** Files of whose unsynced sectors a power cut took some and left some. */
        public long tornFiles() {
            return tornFiles;
        }

        public long directoryChangesDropped() {
            return directoryChangesDropped;
        }

        public long powerCuts() {
            return powerCuts;
        }

        public long syncs() {
            return syncs;
        }

        /** Writes and syncs that failed because they were told to. */
        public long failures() {
            return failures;
        }
    }

    public synchronized Counts counts() {
        return counts;
    }

    /** Switches the power off and on. */
    public synchronized void powerCut() {
        off = true;
        restart();
    }

    /** Switches the power off at the n-th change (write, sync, create, ...) from now, in the middle of it. */
    public synchronized void cutPowerAfter(int changes) {
        changesToCut = changes;
    }

    /** Whether a scheduled power cut has come. */
    public synchronized boolean isOff() {
        return off;
    }

    /** Switches the power on; a scheduled cut that has not come is forgotten. */
    public synchronized void restart() {
        changesToCut = NEVER;
        if (!off) {
            return;
        }
        off = false;
        life++;
        counts.powerCuts++;
        int kept = pendingNames.isEmpty() ? 0 : random.nextInt(pendingNames.size() + 1);
        counts.directoryChangesDropped += pendingNames.size() - kept;
        pendingNames.subList(0, kept).forEach(change -> change.accept(durableNames));
        pendingNames.clear();
        names = new TreeMap<>(durableNames);
        names.values().forEach(file -> file.cutPower(random, counts));
    }

    /** The process that had files open is no more, and the machine goes on: nothing is lost, and its open files are dead. */
    public synchronized void endProcess() {
        if (!off) {
            life++;
        }
    }

    /** No cut or failure is scheduled any more. */
    public synchronized void heal() {
        changesToCut = NEVER;
        syncsToFailure = NEVER;
        writesToFailure = NEVER;
    }

    /** Lets the n-th sync from now fail: what it should have written is lost, or not, and still shown. */
    public synchronized void failSyncAfter(int syncs) {
        syncsToFailure = syncs;
    }

    /** Lets the n-th write from now fail after a part of it. */
    public synchronized void failWriteAfter(int writes) {
        writesToFailure = writes;
    }

    public synchronized void setCapacity(long bytes) {
        capacity = bytes;
    }

    /** Lets so much be written from now on, and no more. */
    public synchronized void leaveFree(long bytes) {
        capacity = used() + bytes;
    }

    /** Bytes that may still be written; with the power off, too. */
    public synchronized long free() {
        return Math.max(0, capacity - used());
    }

    /** What a program would read. */
    public synchronized byte[] contents(String name) throws IOException {
        return file(name).seen();
    }

    /** Replaces a file's bytes, on the platter too, or makes the file. */
    public synchronized void damage(String name, byte[] bytes) {
        SimulatedFile file = names.computeIfAbsent(name, none -> new SimulatedFile());
        durableNames.put(name, file);
        file.damage(bytes);
    }

    /** Inverts a bit, counted from the file's first byte's lowest. */
    public synchronized void flipBit(String name, long bit) throws IOException {
        byte[] bytes = contents(name);
        bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        damage(name, bytes);
    }

    /**
     * Inverts a bit among those that have been written with something else than zeroes at their end.
     *
     * @param file which one, from 0 to 1 of all in order of their names
     * @param bit which one, from 0 to 1 of those of the file
     * @return false if there is no such file
     */
    public synchronized boolean rot(double file, double bit) {
        List<SimulatedFile> written =
                names.values().stream().filter(each -> each.written() > 0).toList();
        if (written.isEmpty()) {
            return false;
        }
        SimulatedFile rotten = written.get((int) (file * written.size()));
        rotten.flip((long) (bit * rotten.written() * 8));
        return true;
    }

    @Override
    public synchronized List<String> list() throws IOException {
        requirePower();
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        requirePower();
        return new Handle(file(name), life);
    }

    @Override
    public synchronized DiskFile create(String name) throws IOException {
        SimulatedFile file = new SimulatedFile();
        changeNames(all -> all.put(name, file));
        return new Handle(file, life);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        changeNames(all -> all.remove(name));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        SimulatedFile file = file(from);
        changeNames(all -> {
            all.remove(from);
            all.put(to, file);
        });
    }

    private void changeNames(Consumer<TreeMap<String, SimulatedFile>> change) throws IOException {
        requirePower();
        change.accept(names);
        pendingNames.add(change);
        countChange();
    }

    @Override
    public synchronized void syncDirectory() throws IOException {
        requirePower();
        countChange();
        durableNames = new TreeMap<>(names);
        pendingNames.clear();
    }

    @Override
    public synchronized long freeSpace() throws IOException {
        requirePower();
        return free();
    }

    private long used() {
        long sum = 0;
        for (SimulatedFile file : names.values()) {
            sum += file.size();
        }
        return sum;
    }

    @Override
    public String path() {
        return "simulated-disk";
    }

    @Override
    public void close() {}

    private SimulatedFile file(String name) throws IOException {
        SimulatedFile file = names.get(name);
        if (file == null) {
            throw new FileNotFoundException(path() + "/" + name);
        }
        return file;
    }

    private void requirePower() throws IOException {
        if (off) {
            throw new PowerLostException("The power is off");
        }
    }

    /** A change whose turn it is takes place and then is the last one; for a sync that means that it did not happen. */
    private void countChange() throws IOException {
        if (changesToCut != NEVER && --changesToCut <= 0) {
            off = true;
            requirePower();
        }
    }

    private final class Handle implements DiskFile {
        private final SimulatedFile file;
        private final int openedIn;

        Handle(SimulatedFile file, int openedIn) {
            this.file = file;
            this.openedIn = openedIn;
        }

        @Override
        public long size() throws IOException {
            synchronized (SimulatedDisk.this) {
                requireOpen();
                return file.size();
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireOpen();
                int wanted = source.remaining();
                long grows = Math.max(0, position + wanted - file.size());
                int fits = (int) Math.max(0, wanted - Math.max(0, grows - freeSpace()));
                boolean fails = writesToFailure != NEVER && --writesToFailure <= 0;
                int part = wholeSectors(position, fails ? random.nextInt(wanted + 1) : fits, wanted);
                file.write(source.slice().limit(part), (int) position);
                source.position(source.limit());
                countChange();
                if (fails) {
                    writesToFailure = NEVER;
                    counts.failures++;
                    throw new IOException("Simulated write failure after " + part + " bytes");
                }
                if (fits < wanted) {
                    throw new DiskFullException("No space left on the simulated disk");
                }
            }
        }

        /** Systems write by pages, so that a part ends with one; sectors are the smallest. */
        private static int wholeSectors(long position, int part, int wanted) {
            return part == wanted ? part : Math.max(0, part - (int) ((position + part) % SimulatedFile.SECTOR));
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                requireOpen();
                file.read(target, (int) position);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (SimulatedDisk.this) {
                requireOpen();
                countChange();
                if (syncsToFailure != NEVER && --syncsToFailure <= 0) {
                    syncsToFailure = NEVER;
                    counts.failures++;
                    file.failSync(random);
                    throw new IOException("Simulated sync failure");
                }
                counts.syncs++;
                file.sync();
            }
        }

        private void requireOpen() throws IOException {
            requirePower();
            if (openedIn != life) {
                throw new PowerLostException("This file was opened before the power was cut");
            }
        }

        @Override
        public void close() {}
    }
}
