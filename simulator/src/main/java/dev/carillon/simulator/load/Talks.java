package dev.carillon.simulator.load;

import dev.carillon.simulator.scenario.Persona;
import dev.carillon.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws who writes to whom and when. Talks begin at the moments that the rate gives, whatever comes of those before; the
 * messages of a talk follow each other by the think times of those who write them. Where the other side is not there, the
 * one who began goes on alone. Confined to one drawing.
 */
final class Talks {
    private final Scenario scenario;
    private final List<Stretch> phases;
    private final List<Resident> town;
    private final List<Contacts> contacts;
    private final SplittableRandom random;
    private final long end;
    private final List<Written> written = new ArrayList<>();

    /** @param dueNs of the run */
    record Written(long dueNs, int from, int to) {}

    Talks(Scenario scenario, List<Stretch> phases, List<Resident> town, SplittableRandom random) {
        this.scenario = scenario;
        this.phases = phases;
        this.town = town;
        this.random = random;
        this.end = phases.get(phases.size() - 1).toNs();
        List<Integer> everybody = town.stream().map(Resident::number).toList();
        this.contacts = town.stream()
                .map(user -> {
                    String to = user.persona().to();
                    List<Integer> among = to == null
                            ? everybody
                            : town.stream()
                                    .filter(other -> other.kind().equals(to))
                                    .map(Resident::number)
                                    .toList();
                    return Contacts.draw(
                            user.number(),
                            among,
                            user.persona().contacts(),
                            user.persona().skew(),
                            random);
                })
                .toList();
    }

    /** All messages in the order in which they are due. @param share of the scenario's rate, 0 to 1 */
    List<Written> draw(double share) {
        phases.forEach(stretch -> draw(stretch, share));
        written.sort(Comparator.comparingLong(Written::dueNs));
        return written;
    }

    private void draw(Stretch stretch, double share) {
        List<Resident> starters = town.stream()
                .filter(user -> user.persona().weight() > 0
                        && !stretch.phase().away().contains(user.kind())
                        && !contacts.get(user.number()).isEmpty())
                .toList();
        double[] upTo = new double[starters.size()];
        double sum = 0;
        double messages = 0;
        for (int i = 0; i < upTo.length; i++) {
            Persona persona = starters.get(i).persona();
            sum += persona.weight();
            messages += persona.weight() * persona.talk();
            upTo[i] = sum;
        }
        if (sum == 0) {
            return;
        }
        double perTalk = messages / sum / share;
        double asked = perTalk * (scenario.poisson() ? unit() : random.nextDouble());
        for (long at = stretch.whenAsked(asked); at < stretch.toNs(); at = stretch.whenAsked(asked)) {
            int drawn = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            talk(starters.get(Math.min(upTo.length - 1, drawn < 0 ? -drawn - 1 : drawn)), at);
            asked += perTalk * (scenario.poisson() ? unit() : 1);
        }
    }

    private double unit() {
        return -Math.log(1 - random.nextDouble());
    }

    private void talk(Resident starter, long begin) {
        Resident other = town.get(contacts.get(starter.number()).one(random));
        double goesOn = 1 - 1 / starter.persona().talk();
        Resident writer = starter;
        long at = begin;
        do {
            if (writer.away().contains(at) || at >= end) {
                return;
            }
            comeToWrite(writer, at);
            Resident reader = writer == starter ? other : starter;
            written.add(new Written(at, writer.number(), reader.number()));
            writer = reader.present().contains(at) ? reader : writer;
            at += (long) (writer.persona().think().draw(random) / scenario.speed()) + 1;
            if (!writer.present().contains(at)) {
                writer = starter;
            }
        } while (random.nextDouble() < goesOn);
    }

    private void comeToWrite(Resident writer, long at) {
        if (!writer.present().contains(at)) {
            long until = Math.min(end, at + Town.stay(writer.persona(), scenario.speed(), random));
            writer.present().add(at, until);
            writer.away().all().forEach(gone -> writer.present().remove(gone.from(), gone.to()));
        }
    }

    /** A text's length in bytes; −1 for one of a chat. */
    static int length(Persona persona, SplittableRandom random) {
        return persona.size().chat()
                ? -1
                : random.nextInt(persona.size().least(), persona.size().most() + 1);
    }
}
