package dev.carillon.simulator.load;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Whom one user writes to: some others, of whom the first is drawn most often (Zipf). */
final class Contacts {
    private final int[] users;
    private final double[] upTo;

    private Contacts(int[] users, double skew) {
        this.users = users;
        this.upTo = new double[users.length];
        double sum = 0;
        for (int i = 0; i < users.length; i++) {
            sum += Math.pow(i + 1.0, -skew);
            upTo[i] = sum;
        }
    }

    /** @param among whom they are drawn from; may have the user, who is left out */
    static Contacts draw(int user, List<Integer> among, int count, double skew, SplittableRandom random) {
        int others = among.size() - (among.contains(user) ? 1 : 0);
        Set<Integer> drawn = new LinkedHashSet<>();
        while (drawn.size() < Math.min(count, others)) {
            int other = among.get(random.nextInt(among.size()));
            if (other != user) {
                drawn.add(other);
            }
        }
        return new Contacts(drawn.stream().mapToInt(Integer::intValue).toArray(), skew);
    }

    boolean isEmpty() {
        return users.length == 0;
    }

    int one(SplittableRandom random) {
        int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return users[at < 0 ? -at - 1 : at];
    }
}
