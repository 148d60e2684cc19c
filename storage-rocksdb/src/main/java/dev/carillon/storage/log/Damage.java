package dev.carillon.storage.log;

import dev.carillon.storage.CorruptStorageException;

/** Says what is wrong with the log in one form: file, place, what was found and expected, what to do. */
final class Damage {
    private static final String ADVICE =
            " The log was changed or lost bytes after they were written, so nothing is served"
                    + " from this folder and nothing in it was changed. Keep a copy of the folder, check the disk, then restore"
                    + " the folder from a backup or from another replica.";

    private static final String PUT_BACK = " Acked messages may be missing without it, so nothing is served from this"
            + " data folder and nothing in it was changed. Put the log's own folder back, or restore the whole data folder"
            + " from a backup or from another replica.";

    private Damage() {}

    static CorruptStorageException at(String path, String file, int sector, String found, String expected) {
        return at(path, file, (long) sector * SectorLayout.SECTOR, found, expected);
    }

    static CorruptStorageException at(String path, String file, long offset, String found, String expected) {
        return new CorruptStorageException("Damaged log: " + path + "/" + file + " at byte " + offset + ": found "
                + found + ", expected " + expected + "." + ADVICE);
    }

    /** A log that was made is not there. */
    static CorruptStorageException lost(String path, long logId) {
        return new CorruptStorageException("The log in " + path + " is gone: the folder holds no segments, but log "
                + Long.toHexString(logId) + " was made there." + PUT_BACK);
    }

    static CorruptStorageException foreign(String path, String file, long found, long expected) {
        return new CorruptStorageException("A foreign log: " + path + "/" + file + " belongs to log "
                + Long.toHexString(found) + ", and log " + Long.toHexString(expected) + " was made there." + PUT_BACK);
    }

    static CorruptStorageException missing(String path, String what) {
        return new CorruptStorageException("Damaged log: " + path + ": " + what + "." + ADVICE);
    }
}
