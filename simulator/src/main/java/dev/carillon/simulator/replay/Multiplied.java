package dev.carillon.simulator.replay;

import dev.carillon.protocol.Limits;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Map<Which, List<Step>> steps = new HashMap<>();
    private final Map<Which, List<int[]>> seen = new HashMap<>();

    /** Devices beyond the first ones, in their order, and what they send. */
    private final Set<Which> more = new LinkedHashSet<>();

    private final Map<Integer, Which> sendersOfRows = new HashMap<>();

    /** A device of the many: which of its user's, from 0. */
    private record Which(String user, int nth) {}

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
            Which sender = which(once.devices().sender(row), suffix);
            if (sender.nth > 0) {
                sendersOfRows.put(rows, sender);
            }
            builder.add(
                    traffic.line(row),
                    traffic.unixSeconds(row),
                    sender.user,
                    sender.nth,
                    name(traffic.user(traffic.to(row)), suffix),
                    traffic.text(row));
            receipts.set(rows, once.receipts().get(row));
            read.set(rows, once.read().get(row));
            rows++;
        }
        for (int device = 0; device < once.devices().count(); device++) {
            Which which = which(device, suffix);
            if (which.nth > 0) {
                more.add(which);
            }
            List<int[]> before = seen.computeIfAbsent(which, w -> new ArrayList<>());
            int seenBefore = before.stream().mapToInt(each -> each.length).sum();
            List<Step> all = steps.computeIfAbsent(which, w -> new ArrayList<>());
            for (Step step : once.steps().get(device)) {
                int row = step.row() < 0 ? -1 : first + step.row();
                all.add(new Step(step.kind(), row, laterUs + step.dueUs(), seenBefore + step.seen()));
            }
            before.add(Arrays.stream(once.seen().get(device))
                    .map(row -> first + row)
                    .toArray());
        }
    }

    private Which which(int device, String suffix) {
        int user = once.devices().user(device);
        int nth = once.devices().isFirst(device)
                ? 0
                : 1 + once.devices().more(user).indexOf(device);
        return new Which(name(once.traffic().user(user), suffix), nth);
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
        Map<String, Integer> users = new HashMap<>();
        List<Which> all = new ArrayList<>();
        for (int user = 0; user < traffic.users(); user++) {
            users.put(traffic.user(user), user);
            all.add(new Which(traffic.user(user), 0));
        }
        all.addAll(more);
        Map<Which, Integer> numbers = new HashMap<>();
        all.forEach(which -> numbers.put(which, numbers.size()));
        Map<Integer, Integer> senders = new HashMap<>();
        sendersOfRows.forEach((row, which) -> senders.put(row, numbers.get(which)));
        List<Integer> owners = more.stream().map(which -> users.get(which.user)).toList();
        return new Script(
                traffic,
                new Devices(traffic, owners, senders),
                all.stream()
                        .map(which -> List.copyOf(steps.getOrDefault(which, List.of())))
                        .toList(),
                all.stream()
                        .map(which -> seen.getOrDefault(which, List.of()).stream()
                                .flatMapToInt(Arrays::stream)
                                .toArray())
                        .toList(),
                receipts,
                read,
                once.sessions(),
                lengthUs);
    }
}
