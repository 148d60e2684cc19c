package dev.carillon.storage.disk;

import java.io.IOException;

/** The simulated power is off: nothing can be done with the disk or its open files until it is switched on again. */
public final class PowerLostException extends IOException {
    public PowerLostException(String message) {
        super(message);
    }
}
