package dev.carillon.ring.bench;

import dev.carillon.ring.Member;
import java.util.List;

/** A way to place data on nodes. */
interface Scheme {
    /** Replicas of everything. */
    int COPIES = 3;

    String label();

    /** Who holds what when a cluster begins with these members. */
    Ownership begin(List<Member> members);

    /** Who holds what when these members follow those of {@code begin}. */
    Ownership change(List<Member> members);

    /** Whether members may have other weights and zones, and any of them may leave. */
    default boolean isGeneral() {
        return true;
    }

    /** Bits of two numbers, mixed well (SplitMix64, Steele et al., 2014). */
    static long mix(long a, long b) {
        long z = a * 0x9e3779b97f4a7c15L + b * 0xd1b54a32d192ed03L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** A number above 0 and below 1 from such bits. */
    static double unit(long bits) {
        return ((bits >>> 11) + 0.5) * 0x1.0p-53;
    }
}
