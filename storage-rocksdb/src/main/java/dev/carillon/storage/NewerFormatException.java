package dev.carillon.storage;

/** The data was written by a newer Carillon. Nothing was touched; the message says what to do. */
public final class NewerFormatException extends RuntimeException {
    public NewerFormatException(String message) {
        super(message);
    }
}
