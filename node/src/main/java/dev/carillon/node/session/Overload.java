package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.protocol.RefusalCode;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Says when a loop takes no sends for now: what grows state stops before what shrinks it. Runs on the loop. */
final class Overload {
    private final CoreLimits limits;
    private final Trailing trailing;
    private final BooleanSupplier diskScarce;
    private boolean logFull;

    /** @param diskScarce whether the disk is so full that what is left is for what makes room */
    Overload(CoreLimits limits, Trailing trailing, BooleanSupplier diskScarce) {
        this.diskScarce = diskScarce;
        this.limits = limits;
        this.trailing = trailing;
    }

    void logFull(boolean full) {
        logFull = full;
    }

    boolean isLogFull() {
        return logFull;
    }

    /** Why a send from a partition to another is not taken now, or null. */
    @Nullable
    RefusalCode refuse(DeliveryPartition from, int toPartition) {
        if (logFull || diskScarce.getAsBoolean()) {
            return RefusalCode.STORAGE_FULL;
        }
        boolean tooMuch = trailing.overlayBytes() > limits.overlayBytesPerLoop()
                || from.outboxSize(toPartition) > limits.outboxMessagesPerPair();
        return tooMuch ? RefusalCode.OVERLOADED : null;
    }
}
