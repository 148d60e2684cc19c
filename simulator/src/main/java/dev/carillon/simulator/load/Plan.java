package dev.carillon.simulator.load;

import dev.carillon.simulator.promises.Habits;
import dev.carillon.simulator.scenario.Persona;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Phrases;
import dev.carillon.simulator.traffic.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All that one generator is going to do, drawn before it begins: no answer of a node can delay any of it, but for the barriers
 * that the scenario asks for. Not changed after it was drawn; any thread.
 *
 * @param traffic the messages in the order in which they are due
 * @param dueNs of each message, of the run, without what barriers wait
 * @param phases one after the other
 * @param town the users, by their number in the traffic
 * @param moves who comes and goes, and whose signal does, in order
 * @param receipts messages that ask for receipts
 * @param reads messages that are read
 */
@SuppressWarnings("ArrayRecordComponent")
record Plan(
        Scenario scenario,
        Traffic traffic,
        long[] dueNs,
        List<Stretch> phases,
        List<Resident> town,
        List<Move> moves,
        BitSet receipts,
        BitSet reads) {
    /** How long before a message is due its reader has to be there, for its delivery to be timed. */
    private static final long BEFORE_NS = 1_000_000_000L;

    /** And how long after, however fast the message is, so that slow deliveries are not left out because their reader went. */
    private static final long AFTER_NS = 2_000_000_000L;

    /** What becomes of a user. */
    enum Step {
        COME,
        GO,
        LOSE_SIGNAL,
        FIND_SIGNAL
    }

    /** @param atNs of the run, without what barriers wait */
    record Move(long atNs, int user, Step step) {}

    /**
     * Draws it.
     *
     * @param generator which of several, from 0
     * @param generators each of which has its own users, who write among themselves, and its share of the rate
     * @param tag tells this run's users from those of any other
     */
    static Plan draw(Scenario scenario, int generator, int generators, String tag) {
        SplittableRandom random = new SplittableRandom(scenario.seed() * 31 + generator);
        List<Stretch> phases = Stretch.of(scenario);
        List<Resident> town = Town.draw(scenario, phases, generator, generators, tag, random.split());
        List<Talks.Written> written = new Talks(scenario, phases, town, random.split()).draw(1.0 / generators);
        return write(scenario, phases, town, written, random.split());
    }

    private static Plan write(
            Scenario scenario,
            List<Stretch> phases,
            List<Resident> town,
            List<Talks.Written> written,
            SplittableRandom random) {
        Traffic.Builder builder = new Traffic.Builder(scenario.name());
        long[] dueNs = new long[written.size()];
        BitSet receipts = new BitSet();
        BitSet reads = new BitSet();
        try {
            for (Resident each : town) {
                builder.know(each.name());
            }
            for (int row = 0; row < dueNs.length; row++) {
                Talks.Written each = written.get(row);
                Persona persona = town.get(each.from()).persona();
                int length = Talks.length(persona, random);
                dueNs[row] = each.dueNs();
                builder.add(
                        row + 1,
                        each.dueNs() / 1_000_000_000L,
                        town.get(each.from()).name(),
                        town.get(each.to()).name(),
                        length < 0 ? Phrases.text(random) : Phrases.text(random, length));
                receipts.set(row, random.nextDouble() < persona.receipts());
                reads.set(row, random.nextDouble() < persona.reads());
            }
        } catch (BadTrafficException e) {
            throw new IllegalStateException("a message was drawn that nobody can send: " + e.getMessage(), e);
        }
        return new Plan(scenario, builder.build(), dueNs, phases, town, moves(town, phases), receipts, reads);
    }

    private static List<Move> moves(List<Resident> town, List<Stretch> phases) {
        long end = phases.get(phases.size() - 1).toNs();
        List<Move> moves = new ArrayList<>();
        for (Resident each : town) {
            add(moves, each, each.present(), Step.COME, Step.GO, end);
            add(moves, each, each.lost(), Step.LOSE_SIGNAL, Step.FIND_SIGNAL, end);
        }
        moves.sort(Comparator.comparingLong(Move::atNs));
        return moves;
    }

    private static void add(List<Move> moves, Resident who, Intervals when, Step in, Step out, long end) {
        for (Intervals.Interval each : when.all()) {
            // Who is there at the beginning is there before it, and who is there at the end stays.
            if (each.from() > 0) {
                moves.add(new Move(each.from(), who.number(), in));
            }
            if (each.to() < end) {
                moves.add(new Move(each.to(), who.number(), out));
            }
        }
    }

    /** What the users do beside writing. */
    Habits habits() {
        return new Habits(user -> town.get(user).quiet(), receipts::get, reads::get);
    }

    /** The phase in which a message is due. */
    int phaseOf(int row) {
        int phase = 0;
        while (phase < phases.size() - 1 && dueNs[row] >= phases.get(phase).toNs()) {
            phase++;
        }
        return phase;
    }

    /** Whether the time to a message's delivery says something of the nodes: its reader has signal and means to be there. */
    boolean isTimed(int row) {
        long due = dueNs[row];
        long end = phases.get(phases.size() - 1).toNs();
        return hasSignal(row) && town.get(traffic.to(row)).isReachable(due - BEFORE_NS, Math.min(end, due + AFTER_NS));
    }

    /** Whether its sender has signal, then and for a while. */
    boolean hasSignal(int row) {
        return !town.get(traffic.from(row)).lost().touches(dueNs[row] - BEFORE_NS, dueNs[row] + AFTER_NS);
    }

    /** How many messages are due in a phase. */
    long asked(int phase) {
        return Arrays.stream(dueNs)
                .filter(due -> due >= phases.get(phase).fromNs()
                        && due < phases.get(phase).toNs())
                .count();
    }
}
