package dev.carillon.simulator.traffic;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A made-up day of a small town's chat with the statistics of real recordings: few people write most (the busiest 1 %
 * about a fifth), most pairs exchange a few messages and some exchange many, messages come in bursts of talk to and fro
 * and follow the hours of the day, and texts are as long as real ones. The same seed makes the same day.
 */
public final class SyntheticDay {
    /** The day as {@code demo} replays it unless told otherwise. */
    public static final int ROWS = 120_000;

    /** Its people; more than stay connected at once, so that some come and go. */
    public static final int USERS = 2_400;

    private static final long MIDNIGHT = 1_780_272_000L; // 2026-06-01T00:00Z
    private static final int[] HOUR_WEIGHTS = {
        4, 2, 1, 1, 1, 2, 4, 8, 10, 11, 12, 13, 14, 12, 12, 13, 14, 15, 17, 20, 22, 21, 15, 8
    };
    private static final double ACTIVITY_SIGMA = 1.5;
    private static final double POPULARITY_SIGMA = 1.1;
    private static final double TALK_MEDIAN = 2.2;
    private static final double TALK_SIGMA = 1.1;
    private static final int TALK_MAX = 120;
    private static final double GAP_MEDIAN_SECONDS = 25;
    private static final double GAP_SIGMA = 1.4;
    private static final double ANSWERED = 0.6;
    private static final double SAME_PARTNER = 0.4;
    private static final double NOTE_TO_SELF = 0.003;

    private final SplittableRandom random;
    private final int rows;
    private final double[] activity;
    private final double[] popularity;
    private final double[] hours;
    private final int[] lastPartner;

    private SyntheticDay(long seed, int rows, int users) {
        this.random = new SplittableRandom(seed);
        this.rows = rows;
        this.activity = heavyTailed(users, ACTIVITY_SIGMA);
        this.popularity = heavyTailed(users, POPULARITY_SIGMA);
        this.hours = cumulated(Arrays.stream(HOUR_WEIGHTS).asDoubleStream().toArray());
        this.lastPartner = new int[users];
        Arrays.fill(lastPartner, -1);
    }

    /** People for a day of another size, as busy as those of the usual one. */
    public static int usersFor(int rows) {
        return Math.max(2, (int) ((long) USERS * rows / ROWS));
    }

    /**
     * @param rows at least 1
     * @param users at least 2
     */
    public static Traffic of(long seed, int rows, int users) {
        return new SyntheticDay(seed, rows, users).write();
    }

    private Traffic write() {
        Message[] day = new Message[rows];
        int size = 0;
        while (size < rows) {
            size = talk(day, size);
        }
        Arrays.sort(day); // stable, so that a talk keeps its order within a second
        Traffic.Builder builder = new Traffic.Builder("a synthetic day");
        try {
            for (int i = 0; i < rows; i++) {
                Message m = day[i];
                builder.add(i + 1, MIDNIGHT + m.second, name(m.from), name(m.to), Phrases.text(random));
            }
        } catch (BadTrafficException e) {
            throw new IllegalStateException("the synthetic day breaks its own format", e);
        }
        return builder.build();
    }

    /** Adds one burst of messages between two people. */
    private int talk(Message[] day, int size) {
        int starter = draw(activity);
        int partner = partnerOf(starter);
        int length = (int) Math.min(TALK_MAX, Math.ceil(logNormal(TALK_MEDIAN, TALK_SIGMA)));
        double second = 3600 * (draw(hours) + random.nextDouble());
        boolean starterSpeaks = true;
        int at = size;
        for (int i = 0; i < length && at < rows; i++) {
            day[at++] = new Message((int) second, starterSpeaks ? starter : partner, starterSpeaks ? partner : starter);
            second += logNormal(GAP_MEDIAN_SECONDS, GAP_SIGMA);
            starterSpeaks ^= random.nextDouble() < ANSWERED;
        }
        return at;
    }

    private int partnerOf(int starter) {
        double u = random.nextDouble();
        if (u < NOTE_TO_SELF) {
            return starter;
        }
        if (u < SAME_PARTNER && lastPartner[starter] >= 0) {
            return lastPartner[starter];
        }
        int partner = draw(popularity);
        lastPartner[starter] = partner == starter ? (starter + 1) % lastPartner.length : partner;
        return lastPartner[starter];
    }

    private double[] heavyTailed(int users, double sigma) {
        double[] weights = new double[users];
        for (int i = 0; i < users; i++) {
            weights[i] = logNormal(1, sigma);
        }
        return cumulated(weights);
    }

    private static double[] cumulated(double[] weights) {
        double[] sums = weights.clone();
        for (int i = 1; i < sums.length; i++) {
            sums[i] += sums[i - 1];
        }
        return sums;
    }

    private int draw(double[] cumulated) {
        int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found, cumulated.length - 1);
    }

    private double logNormal(double median, double sigma) {
        return median * Math.exp(sigma * gaussian());
    }

    /** Box and Muller's transform: {@code SplittableRandom} has no bell curve of its own on every JDK's interface. */
    private double gaussian() {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private static String name(int user) {
        return "d" + (user + 1);
    }

    private record Message(int second, int from, int to) implements Comparable<Message> {
        @Override
        public int compareTo(Message other) {
            return Integer.compare(second, other.second);
        }
    }
}
