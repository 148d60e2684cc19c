package dev.carillon.storage.log;

/**
 * What a log did since it was opened.
 *
 * @param syncs of batches and closes
 * @param cuts segments that became unneeded
 * @param created segments made from nothing
 * @param recycled segments made from old ones
 * @param tornSectors removed from the end when it was opened
 */
public record LogCounts(long syncs, long cuts, long created, long recycled, int tornSectors) {}
