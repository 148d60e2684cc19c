/**
 * The state machine of a partition: it accepts sends, keeps inboxes, cursors and devices, and relays to other
 * partitions. The leader decides by writing operations into the entry of a pass; {@link
 * dev.carillon.node.delivery.PartitionState} applies committed entries and is the only writer and the only judge, so it
 * reads no clock, no randomness and nothing that is not in the entry or the state.
 *
 * <p>Runs on the partition's loop. May touch the storage and replication ports and {@code runtime}; tells sessions
 * through {@link dev.carillon.node.delivery.DeviceListener} and other partitions through {@link
 * dev.carillon.node.delivery.RelayTransport}.
 *
 * <h2>Entries</h2>
 *
 * Integers are big-endian; {@code name} is {@code length u8 | UTF-8}.
 *
 * <pre>
 * entry       format u8, see {@link dev.carillon.node.cluster.Format} | stamp ms i64 | operation*
 * RESUME      1 | user name | install u64 | flags u8 (1 enrol) | last inbox seq u64
 * ACCEPT      2 | user name | install u64 | cseq u64 | flags u8 (1 receipt wanted) | to-partition u32 | to name
 *               | length u16 | payload
 * REFUSE      3 | user name | install u64 | cseq u64 | refusal code u8
 * RELAY_IN    4 | from-partition u32 | first xseq u64 | count u32 | length u32 | (length u32 | outbox item)*
 * ACK         5 | user name | install u64 | inbox seq u64
 * READ        6 | user name | install u64 | inbox seq u64
 * RETIRE      7 | user name | install u64
 * EXPIRE      8 | user name | first seq that stays u64
 * OUTBOX_TRIM 9 | to-partition u32 | xseq u64, up to which the other side has everything
 * LIMITS     10 | inbox messages u32 | inbox bytes u64 | devices u8: from here on, so that every replay judges alike
 * SEAL       11 | attempt u32: the generation ends here, unless the attempt was given up before
 * ABORT      12 | attempt u32: this attempt, and all before it, seal nothing any more
 * PIN        13 | backup u64 | ms u64 from this entry's stamp on, 0 to end it: no outbox is trimmed meanwhile
 * FORK       14 | attempt u32: the generation has lost its majority and ends here; the next history begins
 * RELAY_FORK 15 | from-partition u32 | its history u64 | the one known before u64 | last xseq u64 of that one that still counts
 * RELAY_LOST 16 | from-partition u32 | xseq u64 of the first item that the other side still has
 * OUTBOX_HISTORY 17 | to-partition u32 | its history u64, the only one whose answers count
 * ACCEPT_NEXT 18 | flags u8 | length u16 | payload: of the same device to the same user as the ACCEPT or ACCEPT_NEXT right
 *               before it in this entry, with the next cseq; since format 2
 * </pre>
 *
 * <h2>Queues and their items</h2>
 *
 * A user's inbox is the queue with the user's number, its sequences are the inbox sequences, from 1. The outbox to
 * partition d is queue 2^48 + d, its sequences are the xseqs, from 1.
 *
 * <pre>
 * inbox item   kind u8 | detail u8 | bytes before u64 | install u64 | cseq u64 | stamp u64 | peer name | payload
 *              kind 1 message: detail 1 receipt wanted; peer and install are the sender's
 *              kind 2 own copy: detail as before; peer is the recipient, install the device that sent
 *              kind 3 receipt: detail is kind &lt;&lt; 4 | reason; peer is who says it, install and cseq name the message
 *              bytes before: all bytes ever put into this inbox before this item
 * outbox item  kind u8 (1 or 3) | detail u8 | install u64 | cseq u64 | stamp u64 | to name | peer name | payload
 * </pre>
 *
 * <h2>Records</h2>
 *
 * <pre>
 * "p"                    version u8 | last stamp i64 | next user number u64 | inbox messages u32 | inbox bytes u64
 *                        | devices u8 | since version 2: see {@link dev.carillon.node.cluster.GenerationSeal}
 *                        | since version 4: pin backup u64 | since i64 | until i64 | history u64
 * "m"                    version u8 | count u32 | (from-partition u32 | xseq u64 | version 2: its history u64)*: what has
 *                        been taken from others
 * "o" | to-partition u32 version u8 | first xseq u64 | next xseq u64 | version 2: history of the recipient u64
 *                        | see {@link dev.carillon.node.delivery.RelayForks}
 * "u" | user ID          version u8 | see {@link dev.carillon.node.delivery.UserState}
 * </pre>
 */
@NullMarked
package dev.carillon.node.delivery;

import org.jspecify.annotations.NullMarked;
