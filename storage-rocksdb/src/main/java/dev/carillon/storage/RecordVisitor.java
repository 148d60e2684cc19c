package dev.carillon.storage;

/** Hears records of a scan. */
@FunctionalInterface
public interface RecordVisitor {
    /** @return false to stop */
    boolean onRecord(byte[] key, byte[] value);
}
