package dev.carillon.node.session;

/** Where a session is in its life; {@link Session} has the table of transitions. */
enum SessionState {
    /** HELLO was seen, its outcome is not committed yet. */
    GREETING,
    /** WELCOME is on its way or has been sent. */
    OPEN,
    /** One side said GOODBYE; what is owed is still sent. */
    LEAVING,
    /** The node leads the user's partition no more, and does not know yet who does. */
    ADRIFT,
    /** Over. */
    CLOSED
}
