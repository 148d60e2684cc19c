package dev.carillon.node.delivery;

import dev.carillon.storage.NewerFormatException;

/** Refuses what a newer Carillon wrote. */
final class Versions {
    private Versions() {}

    static void check(String what, int found, int known) {
        if (found < 1 || found > known) {
            throw new NewerFormatException("A " + what + " record has version " + found + "; this Carillon knows up to "
                    + known + ". Nothing was changed. Start the version that wrote this folder.");
        }
    }
}
