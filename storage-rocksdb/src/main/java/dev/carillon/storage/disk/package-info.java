/**
 * The disk as the log sees it: files in one directory, positioned writes, and syncs that say what survives a power cut.
 * {@link dev.carillon.storage.disk.FileDisk} is a real directory, {@link dev.carillon.storage.disk.SimulatedDisk} is
 * memory that forgets, tears and damages what was not synced, from a seed. Nothing here knows what is in the files.
 */
@NullMarked
package dev.carillon.storage.disk;

import org.jspecify.annotations.NullMarked;
