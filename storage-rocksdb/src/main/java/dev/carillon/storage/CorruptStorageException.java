package dev.carillon.storage;

/**
 * Stored bytes are not what was written. The message names file, offset, what was expected and what to do; the node
 * must not serve from this folder. From {@link StateImport#add} it speaks of a copy under way: what is stored is whole.
 */
public final class CorruptStorageException extends RuntimeException {
    public CorruptStorageException(String message) {
        super(message);
    }

    public CorruptStorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
