package dev.carillon.simulator.replay;

import dev.carillon.protocol.Limits;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * More of the same: a script with several populations of other names that do the same, each beginning a little later than
 * the first, and again and again. Who speaks with whom stays within a population. One thread, one use.
 */
public final class Multiplied {
    /** Populations begin at most so much after the first, so that they do not all write in the same moment. */
    static final long APART_US = 1_000_000;

    /** Between the end of a round and the next. */
    static final long PAUSE_US = 1_000_000;

    private final Script once;
    private final Traffic.Builder builder;
    private final BitSet receipts = new BitSet();
    private final BitSet read = new BitSet();
    private final Map<String, List<Step>> steps = new HashMap<>();
    private final Map<String, List<int[]>> seen = new HashMap<>();
    private int rows;

    private Multiplied(Script once) {
        this.once = once;
        this.builder = new Traffic.Builder(once.traffic().name());
    }

    /**
     * @param populations from 1
     * @param rounds from 1
     * @param tag goes behind every name, so that they are nobody else's; may be empty
     * @throws BadTrafficException if it is too much
     */
    public static Script of(Script once, int populations, int rounds, String tag, long seed)
            throws BadTrafficException {
        if (populations == 1 && rounds == 1 && tag.isEmpty()) {
            return once;
        }
        Multiplied many = new Multiplied(once);
        SplittableRandom random = new SplittableRandom(seed);
        for (int population = 0; population < populations; population++) {
            String suffix = tag + (population == 0 ? "" : "~" + (population + 1));
            long later = population == 0 ? 0 : random.nextLong(APART_US);
            for (int round = 0; round < rounds; round++) {
                many.add(suffix, later + round * (once.lengthUs() + PAUSE_US));
            }
        }
        for (int i = 0; i < once.traffic().skipped(); i++) {
            many.builder.skip();
        }
        return many.build(APART_US + rounds * (once.lengthUs() + PAUSE_US));
    }

    private void add(String suffix, long laterUs) throws BadTrafficException {
        Traffic traffic = once.traffic();
        int first = rows;
        for (int row = 0; row < traffic.size(); row++) {
            builder.add(
                    traffic.line(row),
                    traffic.unixSeconds(row),
                    name(traffic.user(traffic.from(row)), suffix),
                    name(traffic.user(traffic.to(row)), suffix),
                    traffic.text(row));
            receipts.set(rows, once.receipts().get(row));
            read.set(rows, once.read().get(row));
            rows++;
        }
        for (int user = 0; user < traffic.users(); user++) {
            String name = name(traffic.user(user), suffix);
            List<int[]> before = seen.computeIfAbsent(name, n -> new ArrayList<>());
            int seenBefore = before.stream().mapToInt(each -> each.length).sum();
            List<Step> all = steps.computeIfAbsent(name, n -> new ArrayList<>());
            for (Step step : once.steps().get(user)) {
                int row = step.row() < 0 ? -1 : first + step.row();
                all.add(new Step(step.kind(), row, laterUs + step.dueUs(), seenBefore + step.seen()));
            }
            before.add(
                    Arrays.stream(once.seen().get(user)).map(row -> first + row).toArray());
        }
    }

    /** A name for the same user of another population: a user ID like the first, and cut where it would be too long. */
    static String name(String user, String suffix) {
        String name = user + suffix;
        if (name.getBytes(StandardCharsets.UTF_8).length <= Limits.USER_ID_MAX) {
            return name;
        }
        CRC32C crc = new CRC32C();
        crc.update(user.getBytes(StandardCharsets.UTF_8));
        String end = String.format("~%08x", crc.getValue()) + suffix;
        int kept = user.length();
        while ((user.substring(0, kept) + end).getBytes(StandardCharsets.UTF_8).length > Limits.USER_ID_MAX) {
            kept = user.offsetByCodePoints(kept, -1);
        }
        return user.substring(0, kept) + end;
    }

    private Script build(long lengthUs) {
        Traffic traffic = builder.build();
        List<List<Step>> allSteps = new ArrayList<>();
        List<int[]> allSeen = new ArrayList<>();
        for (int user = 0; user < traffic.users(); user++) {
            allSteps.add(List.copyOf(steps.getOrDefault(traffic.user(user), List.of())));
            allSeen.add(seen.getOrDefault(traffic.user(user), List.of()).stream()
                    .flatMapToInt(Arrays::stream)
                    .toArray());
        }
        return new Script(traffic, allSteps, allSeen, receipts, read, once.sessions(), lengthUs);
    }
}
