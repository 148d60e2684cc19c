package dev.carillon.client.store;

/** Another client holds this device; two on one device would replace each other for ever. */
public final class DeviceInUseException extends DeviceStoreException {
    private static final long serialVersionUID = 1;

    DeviceInUseException(String message) {
        super(message);
    }
}
