/**
 * Partition state that trails: what was applied from the log lives here, bounded in bytes, until a background writer has
 * moved it into the {@link dev.carillon.storage.StateEngine}. What is appended and trimmed between two moves never
 * reaches the engine.
 *
 * <pre>
 *   loop thread                                             writer thread
 *   ───────────                                             ─────────────
 *   append, trim, dirty ──▶ ItemArena ──┐
 *                           dirty list ─┤ freeze(marker)
 *                                       ▼
 *                                  FrozenBatch ──submit──▶ Trailer ──write──▶ StateEngine
 *   written(batch) ◀──post── Listener.written ◀───────────────┤
 *   log.release(...) ◀──post── Listener.flushed ◀─────────────┘ flush (bytes or interval)
 * </pre>
 *
 * <p>Where the items of one queue are, by sequence:
 *
 * <pre>
 *   engineFirst      first          ringFirst        engineNext          next
 *   ├── trimmed, ────┼── live, in ──┼── live, in ────┼── live, not yet ──┤
 *   │   delete at    │   the engine │   flight, in   │   frozen, in      │
 *   │   next freeze  │   only       │   ring + batch │   ring + arena    │
 * </pre>
 *
 * Right after a freeze {@code engineFirst == first} and {@code engineNext == next}: the engine, once it has the batch,
 * holds exactly the items of the state at the batch's marker. That is what makes replay above the marker exact, and what
 * lets deletes name only items that exist.
 *
 * <p>An item in memory is one {@code long} in the queue's ring, {@code chunk(20 bits) | offset(24) | length(20)}; its
 * bytes lie in a chunk of 64 KiB that all queues of the partition share. A chunk whose items are all trimmed is used
 * again; at a freeze every chunk that still has items moves into the batch as it is, uncopied, and returns when the
 * batch is written. A queue without items in memory has no ring.
 *
 * <p>Everything but {@link dev.carillon.storage.overlay.Trailer} runs on the partition's loop. May touch the ports of
 * {@code storage} and Agrona.
 */
@NullMarked
package dev.carillon.storage.overlay;

import org.jspecify.annotations.NullMarked;
