/**
 * Measures partition state as the node uses it: overlay over RocksDB, with a writer beside the loop. Mains only; nothing
 * depends on it. May touch everything in {@code storage}, and is the place of clocks and threads for it.
 */
@NullMarked
package dev.carillon.storage.bench;

import org.jspecify.annotations.NullMarked;
