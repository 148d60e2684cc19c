package dev.carillon.node.replication.raft;

import java.nio.ByteOrder;

/**
 * The layout of messages between replicas, little-endian. A header, then the fields of the type:
 *
 * <pre>
 * version u8 | type u8 | group i32 | generation i64 | sender: node i32, incarnation i64 | target: the same | term i32
 * APPEND          previous term i32 | previous index i64 | commit i64 | query i64 | flow i64 | count i32 | entries
 *                 each: term i32 | kind u8 | length i32 | bytes; indexes go on from the previous one
 * APPENDED        last index i64 | query i64 | flow i64
 * NOT_APPENDED    expected index i64 | query i64 | flow i64
 * SNAPSHOT        snapshot term i32 | snapshot index i64 | query i64 | flow i64
 * PRE_VOTE        last term i32 | last index i64
 * VOTE            last term i32 | last index i64 | sticky u8
 * PRE_VOTED       granted u8
 * VOTED           granted u8
 * TAKE_OVER       last term i32 | last index i64
 * </pre>
 */
final class MessageFormat {
    static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    static final int VERSION = 1;

    static final int APPEND = 1;
    static final int APPENDED = 2;
    static final int NOT_APPENDED = 3;
    static final int SNAPSHOT = 4;
    static final int PRE_VOTE = 5;
    static final int VOTE = 6;
    static final int PRE_VOTED = 7;
    static final int VOTED = 8;
    static final int TAKE_OVER = 9;

    static final int TYPE = 1;
    static final int GROUP = 2;
    static final int GENERATION = 6;
    static final int SENDER = 14;
    static final int TARGET = 26;
    static final int TERM = 38;
    static final int HEADER = 42;

    /** Bytes of an entry besides its own. */
    static final int ENTRY = 9;

    private MessageFormat() {}
}
