/**
 * Partition state in RocksDB: inboxes and all other state. The only package that imports {@code org.rocksdb}; offers
 * {@link dev.carillon.storage.StateEngine}. Integers are big-endian and unsigned.
 *
 * <pre>
 *   folder
 *   ├── FORMAT              format version and whether creation ended, with a checksum
 *   ├── FLUSHED             what the last flush made durable: the markers, and how long the MANIFEST was
 *   └── db/                 RocksDB's own files
 *
 *   column family   key                                                value
 *   ─────────────   ────────────────────────────────────────────────   ─────────────────────────────
 *   default         'd' │ partition u32 │ generation u64                data number u32
 *                   'm' │ data number u32                               generation u64 │ index u64   (the marker)
 *                   'o' │ data number u32                               nothing: its data is nobody's
 *   records         data number u32 │ the record's key                  the record's value
 *   queues          data number u32 │ queue u64 │ sequence u64          the item
 *                   └────────── prefix, 12 bytes ─────────┘
 * </pre>
 *
 * <p>Everything of a partition is three key ranges, those of its data number. Which number a partition and generation
 * have is one record, so that a member that stays when a partition moves to its next generation rewrites nothing.
 *
 * <p>An import stores a whole state under a number that is nobody's ('o', written before the first of its data). One
 * batch makes that number the partition's and the number before it nobody's, and is flushed; then the data replaced is
 * removed. So a crash finds the one state or the other, whole, and what is nobody's is removed at the next open.
 *
 * <p>A batch is one {@code WriteBatch} with its marker, without RocksDB's own log: the loop's log has it. Flushes are
 * atomic across the families, so what survives a crash is the state at some marker, also when RocksDB flushes by
 * itself. After a flush its outcome is written down once more, in FLUSHED, outside RocksDB: a MANIFEST that lost its
 * end looks like an older, intact database, and the log behind it is gone.
 *
 * <p>A reader seeks straight to its cursor and stops after the items that it knows to exist, so it meets no tombstones.
 * Trimmed items are deleted one by one; a range delete is for the rare purge of very many, as it makes every later read
 * slower. Files in which deletes gather are compacted ahead of others.
 *
 * <p>Reads and exports may come from any thread; writing, flushing, ending imports and closing from one at a time. May
 * touch the ports of {@code storage} and {@code storage.copy}.
 */
@NullMarked
package dev.carillon.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
