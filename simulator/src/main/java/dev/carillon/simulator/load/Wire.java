package dev.carillon.simulator.load;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a generator in a process of its own tells the run, as lines of fields parted by tabs: whether it is ready, a tick every
 * second, in the end its account.
 */
final class Wire {
    /** Begins every line, so that nothing else that a process prints is taken for one. */
    private static final String MARK = "@";

    private static final String TAB = "\t";

    private Wire() {}

    /** A line, or null if it is none of these. */
    static String @Nullable [] fields(String line) {
        return line.startsWith(MARK) ? line.substring(MARK.length()).split(TAB, -1) : null;
    }

    static String line(Object... fields) {
        StringBuilder line = new StringBuilder(MARK);
        for (Object field : fields) {
            line.append(line.length() == MARK.length() ? "" : TAB)
                    .append(String.valueOf(field).replaceAll("[\\t\\r\\n]", " "));
        }
        return line.toString();
    }

    private static String text(Histogram times) {
        ByteBuffer bytes = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
        int length = times.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    private static Histogram histogram(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), Meter.LONGEST_MICROS);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("a generator told times that are none", e);
        }
    }

    private static List<Histogram> histograms(String[] fields, int from) {
        return Arrays.stream(fields, from, fields.length).map(Wire::histogram).toList();
    }

    private static String line(List<Histogram> times, Object... before) {
        List<Object> fields = new ArrayList<>(Arrays.asList(before));
        times.forEach(each -> fields.add(text(each)));
        return line(fields.toArray());
    }

    static String tick(Tick tick) {
        return line(
                tick.times(),
                "tick",
                tick.second(),
                tick.phase(),
                tick.asked(),
                tick.sent(),
                tick.acked(),
                tick.delivered(),
                tick.failed(),
                tick.wrong(),
                tick.connected(),
                tick.busiest().working(),
                tick.busiest().occupied());
    }

    static Tick tick(String[] f) {
        return new Tick(
                Integer.parseInt(f[1]),
                Integer.parseInt(f[2]),
                Long.parseLong(f[3]),
                Long.parseLong(f[4]),
                Long.parseLong(f[5]),
                Long.parseLong(f[6]),
                Long.parseLong(f[7]),
                Long.parseLong(f[8]),
                Integer.parseInt(f[9]),
                new BusiestThread.Share(Double.parseDouble(f[10]), Double.parseDouble(f[11])),
                histograms(f, 12));
    }

    static List<String> account(Account account) {
        Balance b = account.balance();
        List<String> lines = new ArrayList<>();
        account.phases().forEach(phase -> lines.add(line(phase.times(), "phase", phase.asked(), phase.inTime())));
        account.promises().forEach((name, seen) -> {
            lines.add(line("promise", name, seen.looked(), seen.against()));
            seen.named().forEach(sentence -> lines.add(line("named", name, sentence)));
        });
        b.evidence().forEach(sentence -> lines.add(line("evidence", sentence)));
        account.troubles().forEach(sentence -> lines.add(line("trouble", sentence)));
        lines.add(line(
                "balance",
                b.rows(),
                b.skipped(),
                b.acked(),
                b.failed(),
                b.delivered(),
                b.lost(),
                b.duplicated(),
                b.outOfOrder(),
                b.invented(),
                b.unsettled()));
        return lines;
    }

    /** Collects the lines of an account. One thread. */
    static final class AccountReader {
        private final List<PhaseCount> phases = new ArrayList<>();
        private final Map<String, long[]> counts = new LinkedHashMap<>();
        private final Map<String, List<String>> named = new LinkedHashMap<>();
        private final List<String> evidence = new ArrayList<>();
        private final List<String> troubles = new ArrayList<>();

        /** @return the account with its last line, null before */
        @Nullable
        Account take(String[] f) {
            switch (f[0]) {
                case "phase" ->
                    phases.add(new PhaseCount(Long.parseLong(f[1]), Long.parseLong(f[2]), histograms(f, 3)));
                case "promise" -> {
                    counts.put(f[1], new long[] {Long.parseLong(f[2]), Long.parseLong(f[3])});
                    named.put(f[1], new ArrayList<>());
                }
                case "named" ->
                    named.computeIfAbsent(f[1], name -> new ArrayList<>()).add(f[2]);
                case "evidence" -> evidence.add(f[1]);
                case "trouble" -> troubles.add(f[1]);
                case "balance" -> {
                    return account(f);
                }
                default -> throw new IllegalArgumentException("a generator told '" + f[0] + "', which nobody knows");
            }
            return null;
        }

        private Account account(String[] f) {
            long[] n = Arrays.stream(f).skip(1).mapToLong(Long::parseLong).toArray();
            Map<String, Seen> promises = new LinkedHashMap<>();
            counts.forEach((name, both) ->
                    promises.put(name, new Seen(both[0], both[1], named.getOrDefault(name, List.of()))));
            Balance balance =
                    new Balance(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], List.copyOf(evidence));
            return new Account(balance, promises, List.copyOf(phases), List.copyOf(troubles));
        }
    }
}
