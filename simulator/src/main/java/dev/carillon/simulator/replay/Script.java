package dev.carillon.simulator.replay;

import dev.carillon.simulator.traffic.Traffic;
import java.util.BitSet;
import java.util.List;

/**
 * What is to happen in a replay: the messages, who does what when and after having seen what. Immutable; any thread.
 *
 * @param traffic the messages
 * @param devices who has which
 * @param steps of each device, in their order
 * @param seen for each device the messages that reached it, in the order in which they did
 * @param receipts which messages ask for receipts
 * @param read which messages their recipient said to have read
 * @param sessions whether it is known who was online when; if not, users are online when they are needed
 * @param lengthUs from the beginning to the last step, µs at the recording's pace
 */
public record Script(
        Traffic traffic,
        Devices devices,
        List<List<Step>> steps,
        List<int[]> seen,
        BitSet receipts,
        BitSet read,
        boolean sessions,
        long lengthUs) {
    public Script {
        steps = List.copyOf(steps);
        seen = List.copyOf(seen);
    }

    /** With one device for everybody. */
    public Script(
            Traffic traffic,
            List<List<Step>> steps,
            List<int[]> seen,
            BitSet receipts,
            BitSet read,
            boolean sessions,
            long lengthUs) {
        this(traffic, Devices.oneEach(traffic), steps, seen, receipts, read, sessions, lengthUs);
    }
}
