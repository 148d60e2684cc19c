/**
 * The loop's one log: segments of sectors, one checksummed batch and one sync per pass.
 *
 * <p>Owned by the loop; making the next segment and deleting old ones is the only thing done elsewhere, on the executor
 * given at opening. Touches nothing but a {@link dev.carillon.storage.disk.Disk}. All integers are little-endian, all
 * checksums CRC32C.
 *
 * <pre>
 * segment-NNNNNN.log, whole sectors of 512 bytes, preallocated with zeroes, reused ("recycled") when released:
 *
 *   | header | batch | batch  ...  | batch | close | zero or older generations ... |
 *
 * every sector:           0        4            8         12                    16                 512
 *                         | crc u32 | generation | batch   | position&lt;&lt;8 | kind | ...            |
 *   crc         of bytes 4..511
 *   generation  of the segment, from 1, a new one whenever the file is used anew; never twice in a log
 *   batch       low 32 bits of the batch's sequence
 *   position    of the sector within its batch, from 0
 *   kind        1 header, 2 batch, 3 close; bit 7 is set if the previous batch was not yet synced
 *
 * header (sector 0):      16       24            28        32                   40
 *                         | magic   | version u32 | sectors | log id u64        | zero ...          |
 * batch, first sector:    16           24      28      32           40        44      48
 *                         | sequence   | cut   | bytes | synced     | records | chain | records ... |
 * batch, other sectors:   16
 *                         | records, continued                                                      |
 *   cut         generation of the oldest segment that is still needed
 *   bytes       of all records of the batch, without sector headers
 *   chain       of the checksums of the batch's other sectors: c = rotateLeft((c ^ crc) * 0x9e3779b1, 13), from 0
 *   synced      sequence of the newest batch known to be on disk when this one was written
 * close:                  16                24
 *                         | next sequence   | generation of the next segment | zero ...             |
 *
 * record:                 0           4           8           16        17
 *                         | length    | group     | index u64 | kind u8 | length bytes
 * </pre>
 *
 * <p>Batches begin on a sector and never leave their segment: what does not fit goes to the next one, what fits in none
 * gets a longer one of its own. Sequences are contiguous from 1 over all segments.
 *
 * <p><b>Torn or damaged.</b> A batch is written when all before it are synced. So only the last one may be incomplete,
 * and a sector of it that did not reach the disk is what was there before: zero or of an older generation. Anything else,
 * and anything incomplete that something later vouches for (a later batch, a close, the cut), is damage and ends in
 * {@link dev.carillon.storage.CorruptStorageException}. Opening removes a torn batch by zeroes and a sync before anything
 * is appended, so that it cannot come back in parts; and it writes and syncs a complete last batch once more, because
 * after a crash of the process alone it may be in memory only.
 *
 * <p><b>No manifest.</b> A segment's header is on disk before its first batch is written, its generation is burnt with
 * it, and a close, synced before the next segment is written to, names the next one: a file that is missing anywhere in the
 * chain, at its beginning (the cut) or at its end (the last close), is noticed. The sequence of a segment's first batch is
 * in that batch, because it is not known yet when the header is written ahead of time.
 */
@NullMarked
package dev.carillon.storage.log;

import org.jspecify.annotations.NullMarked;
