package dev.carillon.node.delivery;

/** Of a state that nobody leads. */
final class NoEffects implements PartitionEffects {
    @Override
    public void onOutboxGrown(Outbox box) {}

    @Override
    public void onTaken(int from) {}

    @Override
    public void onRelayForked(int from) {}

    @Override
    public void onRelayLost(int from, long firstXseq, long lastXseq) {}

    @Override
    public void onOutboxHistory(Outbox box) {}

    @Override
    public void onAccepted() {}

    @Override
    public void onSealed() {}

    @Override
    public void onPin() {}

    @Override
    public void onRelayed() {}

    @Override
    public void onRetired() {}
}
