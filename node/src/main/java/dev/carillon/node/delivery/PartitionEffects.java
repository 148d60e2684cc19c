package dev.carillon.node.delivery;

/** What apply leaves for the partition's leader to do when the pass's entries are applied. */
interface PartitionEffects {
    void onOutboxGrown(Outbox box);

    /** Items of another partition were taken, or seen again: it wants an answer. */
    void onTaken(int from);

    /** A new history of another partition is known from now on: it wants an answer. */
    void onRelayForked(int from);

    /** Items of another partition that nobody has any more; their place is passed over. */
    void onRelayLost(int from, long firstXseq, long lastXseq);

    /** Answers count from now on that speak of another history of the recipient. */
    void onOutboxHistory(Outbox box);

    void onAccepted();

    /** The partition's generation has ended: nothing more is applied in it. */
    void onSealed();

    /** A backup's pin was set, renewed or ended. */
    void onPin();

    void onRelayed();

    void onRetired();
}
