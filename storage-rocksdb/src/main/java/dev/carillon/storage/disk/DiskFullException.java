package dev.carillon.storage.disk;

import java.io.IOException;

/** The disk, or the share of it that we may use, has no space left. */
public final class DiskFullException extends IOException {
    public DiskFullException(String message) {
        super(message);
    }

    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
