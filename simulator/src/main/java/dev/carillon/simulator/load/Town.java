package dev.carillon.simulator.load;

import dev.carillon.simulator.scenario.NetworkQuality;
import dev.carillon.simulator.scenario.Persona;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.scenario.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws the users of one generator: who has which devices, when each means to be connected, when there is no signal. */
final class Town {
    private static final double NS = 1e9;

    private Town() {}

    /** How many of a persona's users one of several generators has: each has its own, and writes among them only. */
    static int share(int users, int generator, int generators) {
        return users / generators + (generator < users % generators ? 1 : 0);
    }

    /** @param tag tells this run's users from those of any other */
    static List<Resident> draw(
            Scenario scenario,
            List<Stretch> phases,
            int generator,
            int generators,
            String tag,
            SplittableRandom random) {
        List<Resident> all = new ArrayList<>();
        long end = phases.get(phases.size() - 1).toNs();
        for (Map.Entry<String, Persona> each : scenario.personas().entrySet()) {
            Persona persona = each.getValue();
            NetworkQuality network =
                    persona.network() == null ? null : scenario.networks().get(persona.network());
            for (int i = 0; i < share(persona.users(), generator, generators); i++) {
                Intervals away = away(each.getKey(), phases, random);
                Resident made = new Resident(
                        each.getKey() + "-" + (i + 1) + "." + generator + "." + tag,
                        each.getKey(),
                        persona,
                        all.size(),
                        random.nextDouble() < persona.secondDevice(),
                        network,
                        present(persona, scenario.speed(), end, random),
                        away,
                        network == null ? new Intervals() : lost(network, scenario.speed(), end, random));
                away.all().forEach(gone -> made.present().remove(gone.from(), gone.to()));
                all.add(made);
            }
        }
        return all;
    }

    private static Intervals away(String persona, List<Stretch> phases, SplittableRandom random) {
        Intervals away = new Intervals();
        for (Stretch stretch : phases) {
            if (stretch.phase().away().contains(persona)) {
                int next = stretch.number() + 1;
                long over = next < phases.size() ? phases.get(next).phase().returnOverNs() : 0;
                away.add(stretch.fromNs(), stretch.toNs() + (long) (over * random.nextDouble()));
            }
        }
        return away;
    }

    private static Intervals present(Persona persona, double speed, long end, SplittableRandom random) {
        Intervals present = new Intervals();
        if (persona.online().isAlways()) {
            present.add(0, end);
            return present;
        }
        double session = persona.online().sessionNs() / speed;
        double absence = persona.online().awayNs() / speed;
        boolean here = random.nextDouble() < session / (session + absence);
        for (long at = 0; at < end; here = !here) {
            long length = Math.max(1, Spread.exponential(random, here ? session : absence));
            if (here) {
                present.add(at, Math.min(end, at + length));
            }
            at += length;
        }
        return present;
    }

    private static Intervals lost(NetworkQuality network, double speed, long end, SplittableRandom random) {
        Intervals lost = new Intervals();
        if (network.lostEveryNs() == 0) {
            return lost;
        }
        long at = Spread.exponential(random, network.lostEveryNs() / speed);
        while (at < end) {
            long back = at + Math.max(1, Spread.exponential(random, network.lostForNs() / speed));
            lost.add(at, Math.min(back, end));
            at = back + Spread.exponential(random, network.lostEveryNs() / speed);
        }
        return lost;
    }

    /** How long somebody who opens the application to write stays. */
    static long stay(Persona persona, double speed, SplittableRandom random) {
        return (long) NS + Spread.exponential(random, persona.online().sessionNs() / speed);
    }
}
