package dev.carillon.node.delivery;

/** A connection that does not say which of its device's it is, and is never over. */
interface Unnumbered extends ResumeListener {
    @Override
    default ConnectionNumber number() {
        return ConnectionNumber.NONE;
    }

    @Override
    default boolean isOver() {
        return false;
    }
}
