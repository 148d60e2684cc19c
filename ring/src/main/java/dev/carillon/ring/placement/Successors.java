package dev.carillon.ring.placement;

/**
 * Spreads who comes second: when a node is lost, each partition that it led goes to the second in order, so the seconds
 * of one leader should be many, in proportion to what they hold. Only the order of followers changes, which moves
 * nothing, and only where it makes a difference. Confined to one call.
 */
final class Successors {
    private final int[][] order;
    private final int[] load;
    private final int[][] seconds;

    Successors(int[][] order, int nodes) {
        this.order = order;
        load = new int[nodes];
        seconds = new int[nodes][nodes];
        for (int[] holders : order) {
            for (int node : holders) {
                load[node]++;
            }
            if (holders.length > 1) {
                seconds[holders[0]][holders[1]]++;
            }
        }
    }

    /** Swaps until no swap helps; each one brings two counts closer, so that ends. */
    void spread() {
        boolean again = true;
        while (again) {
            again = false;
            for (int[] holders : order) {
                for (int k = 2; k < holders.length; k++) {
                    again |= swapIfBetter(holders, k);
                }
            }
        }
    }

    private boolean swapIfBetter(int[] holders, int k) {
        int[] count = seconds[holders[0]];
        int now = holders[1];
        int then = holders[k];
        // Only if the one that gains has, by load, no more afterwards than the one that loses.
        if ((long) (count[now] - 1) * load[then] < (long) (count[then] + 1) * load[now]) {
            return false;
        }
        count[now]--;
        count[then]++;
        holders[1] = then;
        holders[k] = now;
        return true;
    }
}
