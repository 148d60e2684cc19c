package dev.carillon.storage.log;

import dev.carillon.storage.disk.DiskFile;
import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/** One segment of the log: its open file, how much of it is used, and what it still holds for whom. Runs on the loop. */
final class Segment {
    private static final long NONE = Long.MIN_VALUE;

    final String name;
    final DiskFile file;
    final int generation;
    /** Length of the file. */
    final int sectors;

    /** First sector that no batch uses. */
    int end = 1;

    private final Long2LongHashMap lastIndex = new Long2LongHashMap(NONE);
    private int[] groups = new int[16];
    private int groupCount;
    /** Groups before this one in {@link #groups} need nothing here any more: releases do not go back. */
    private int released;

    Segment(String name, DiskFile file, int generation, int sectors) {
        this.name = name;
        this.file = file;
        this.generation = generation;
        this.sectors = sectors;
    }

    boolean hasRoomFor(int batchSectors, int reserved) {
        return end + batchSectors <= sectors - reserved;
    }

    /** Sectors that a batch may still use. */
    int sectorsLeft(int reserved) {
        return sectors - reserved - end;
    }

    long bytesUsed() {
        return (long) end * SectorLayout.SECTOR;
    }

    void note(int group, long index) {
        long last = lastIndex.get(group);
        if (last == NONE) {
            if (groupCount == groups.length) {
                groups = Arrays.copyOf(groups, 2 * groupCount);
            }
            groups[groupCount++] = group;
        }
        if (index > last) {
            lastIndex.put(group, index);
        }
    }

    boolean isNeededBy(int group, Long2LongHashMap firstNeeded) {
        long last = lastIndex.get(group);
        return last != NONE && last >= firstNeeded.get(group);
    }

    /** Whether no group needs it; only for a segment that gets no more records. Costs a step per group and life. */
    boolean isReleased(Long2LongHashMap firstNeeded) {
        while (released < groupCount && !isNeededBy(groups[released], firstNeeded)) {
            released++;
        }
        return released == groupCount;
    }

    @Override
    public String toString() {
        return name + " (generation " + generation + ")";
    }
}
