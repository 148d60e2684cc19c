package dev.carillon.node.delivery;

/** What apply leaves for the partition's leader to do when the pass's entries are applied. */
interface PartitionEffects {
    void onOutboxGrown(Outbox box);

    /** Items of another partition were taken, or seen again: it wants an answer. */
    void onTaken(int from);

    void onAccepted();

    /** The partition's generation has ended: nothing more is applied in it. */
    void onSealed();

    /** A backup's pin was set, renewed or ended. */
    void onPin();

    void onRelayed();

    void onRetired();
}
