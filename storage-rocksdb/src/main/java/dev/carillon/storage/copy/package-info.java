/**
 * A partition's state on its way from one engine to another: what the chunks of a {@link
 * dev.carillon.storage.StateExport} look like, and what every engine's export and import have in common. Integers are
 * big-endian and unsigned.
 *
 * <pre>
 *   version u8 │ kind u8 │ length of the chunk u32 │ partition u32 │ generation u64 │ index u64
 *   │ chunk number u32, from 0 │ checksum of the chunk before u32, 0 in the first
 *   │ records in it u32 │ items in it u32 │ body │ checksum u32, CRC32C of all before
 *
 *   body of kind 1, data:  (key length u32 │ value length u32 │ key │ value)*   the records
 *                          (queue u64 │ sequence u64 │ length u32 │ item)*      the items
 *   body of kind 2, end:   records in all chunks u64 │ items in all chunks u64
 * </pre>
 *
 * <p>A chunk names the one before it by its checksum, so that chunks of two copies cannot be mixed, even if both are of
 * the same marker but were cut into chunks of different lengths. A copy without its end is told apart from a whole one.
 *
 * <p>Nothing here has a thread. May touch the ports of {@code storage} and Agrona.
 */
@NullMarked
package dev.carillon.storage.copy;

import org.jspecify.annotations.NullMarked;
