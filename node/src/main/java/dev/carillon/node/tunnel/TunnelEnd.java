package dev.carillon.node.tunnel;

/** What both ends of a tunnel know of it. Runs on its loop. */
abstract class TunnelEnd {
    /** Where the other end is. */
    final int node;

    final int partition;

    /** Given by the client's node, and never again by it; with that node, the tunnel's name. */
    final long number;

    /** Which way this end's frames go. */
    final int toward;

    final TunnelFlow flow;

    /** On the list of those that owe the other end an answer. */
    boolean owing;

    /** On the list of those that a link had no room for. */
    boolean waiting;

    /** Nothing more is done for it. */
    boolean over;

    TunnelEnd(int node, int partition, long number, int toward, int windowBytes) {
        this.node = node;
        this.partition = partition;
        this.number = number;
        this.toward = toward;
        this.flow = new TunnelFlow(windowBytes);
    }
}
