package dev.carillon.ring.picture;

import dev.carillon.ring.PartitionMap;
import java.util.function.IntPredicate;

/** Who owns what, drawn. {@code healthy} tells of each node whether it answers. Pure; any thread. */
public final class RingPicture {
    private RingPicture() {}

    /**
     * For a terminal, at most 100 columns: a cell per partition with the sign of the node that should lead it now, marks
     * under partitions that are not well, and a line per node.
     *
     * @param colour whether to use escape sequences (256 colours)
     */
    public static String text(PartitionMap map, IntPredicate healthy, boolean colour) {
        return new TextPicture(map, healthy, colour).render();
    }

    /**
     * A self-contained SVG: the ring with the leader of every partition outside and its other replicas inside, and a line
     * per node beside it.
     */
    public static String svg(PartitionMap map, IntPredicate healthy) {
        return new SvgPicture(map, healthy).render();
    }
}
