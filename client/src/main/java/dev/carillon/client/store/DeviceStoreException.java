package dev.carillon.client.store;

/** A device store could not read or keep what it must; the message says what, and what to do. */
public class DeviceStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DeviceStoreException(String message) {
        super(message);
    }

    public DeviceStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
