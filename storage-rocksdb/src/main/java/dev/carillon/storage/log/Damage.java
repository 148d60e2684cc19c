package dev.carillon.storage.log;

import dev.carillon.storage.CorruptStorageException;

/** Says what is wrong with the log in one form: file, place, what was found and expected, what to do. */
final class Damage {
    private static final String ADVICE =
            " The log was changed or lost bytes after they were written, so nothing is served"
                    + " from this folder and nothing in it was changed. Keep a copy of the folder, check the disk, then restore"
                    + " the folder from a backup or from another replica.";

    private Damage() {}

    static CorruptStorageException at(String path, String file, int sector, String found, String expected) {
        return at(path, file, (long) sector * SectorLayout.SECTOR, found, expected);
    }

    static CorruptStorageException at(String path, String file, long offset, String found, String expected) {
        return new CorruptStorageException("Damaged log: " + path + "/" + file + " at byte " + offset + ": found "
                + found + ", expected " + expected + "." + ADVICE);
    }

    static CorruptStorageException missing(String path, String what) {
        return new CorruptStorageException("Damaged log: " + path + ": " + what + "." + ADVICE);
    }
}
