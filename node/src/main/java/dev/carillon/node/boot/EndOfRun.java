package dev.carillon.node.boot;

/** Why a running node ends by itself, without a signal. */
enum EndOfRun {
    /** It can serve no more. */
    FAILURE,

    /** An operator asked for it, and whoever started the node starts it again. */
    RESTART
}
