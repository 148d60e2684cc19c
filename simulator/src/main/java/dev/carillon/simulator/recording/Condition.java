package dev.carillon.simulator.recording;

import java.util.ArrayList;
import java.util.List;

/**
 * How whole a recording is.
 *
 * @param notRecorded events that were seen and not noted, because the disk or the machine could not keep up
 * @param cutOffBytes of a last block that is not all there: it was being written when the recorder or its machine ended
 * @param damage parts that were passed over, because they are not what was written
 */
public record Condition(long blocks, long events, long notRecorded, long cutOffBytes, List<Damage> damage) {
    public Condition {
        damage = List.copyOf(damage);
    }

    /** @param position of the first byte in the file that could not be read, from 0 */
    public record Damage(long position, long bytes) {}

    /** Whether all that was seen is there. */
    public boolean isWhole() {
        return notRecorded == 0 && cutOffBytes == 0 && damage.isEmpty();
    }

    /** What is missing, a sentence each. */
    public List<String> complaints() {
        List<String> all = new ArrayList<>();
        if (cutOffBytes > 0) {
            all.add(
                    "The file was cut off: its last " + cutOffBytes
                            + " bytes are part of a block that is not all there. At most the last second before the cut is missing.");
        }
        for (Damage part : damage) {
            all.add("Damaged at byte " + part.position + ": " + part.bytes
                    + " bytes were passed over, and the events in them are missing.");
        }
        if (notRecorded > 0) {
            all.add(notRecorded + " events were seen and not recorded, because the recorder could not keep up.");
        }
        return all;
    }
}
