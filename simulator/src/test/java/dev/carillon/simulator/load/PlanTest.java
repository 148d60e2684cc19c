package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.simulator.scenario.Presets;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.scenario.ScenarioException;
import dev.carillon.simulator.scenario.ScenarioFile;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is drawn is what the scenario asks for. */
class PlanTest {
    private static Scenario scenario(String text) {
        try {
            return ScenarioFile.read("test", text);
        } catch (ScenarioException e) {
            throw new AssertionError(e);
        }
    }

    private static Plan plan(String text) {
        return Plan.draw(scenario(text), 0, 1, "t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-day", "reconnect-storm", "commute", "offline-burst", "hot-inbox"})
    void presetsAskForWhatTheySay(String name) {
        Scenario scenario = scenario(Presets.text(name));
        Plan plan = Plan.draw(scenario, 0, 1, "t");
        assertThat((double) plan.traffic().size()).isCloseTo(scenario.messages(), within(0.15 * scenario.messages()));
        assertThat(plan.dueNs()).isSorted();
        assertThat(plan.dueNs()[plan.dueNs().length - 1]).isLessThan(scenario.runNs());
        // Whoever writes is there.
        for (int row = 0; row < plan.traffic().size(); row++) {
            assertThat(plan.town().get(plan.traffic().from(row)).present().contains(plan.dueNs()[row]))
                    .isTrue();
        }
    }

    @Test
    void aRampRises() {
        Plan plan = plan(
                "name: x\npersonas: { a: { users: 20, talk: 1 } }\nphases: [ { name: r, for: 10s, rate: 0/s to 1000/s } ]");
        long half =
                Arrays.stream(plan.dueNs()).filter(due -> due < 5_000_000_000L).count();
        assertThat((double) half / plan.dueNs().length).isCloseTo(0.25, within(0.03));
    }

    @Test
    void theSameSeedDrawsTheSame() {
        Scenario scenario = scenario(Presets.text("commute"));
        Plan one = Plan.draw(scenario, 0, 1, "t");
        Plan other = Plan.draw(scenario, 0, 1, "t");
        assertThat(other.dueNs()).isEqualTo(one.dueNs());
        assertThat(other.moves()).isEqualTo(one.moves());
        assertThat(Plan.draw(scenario.withSeed(2), 0, 1, "t").dueNs()).isNotEqualTo(one.dueNs());
    }

    @Test
    void severalGeneratorsShareUsersAndRateAndWriteAmongTheirOwn() {
        Scenario scenario = scenario(Presets.text("chat-day"));
        Set<String> names = new HashSet<>();
        int rows = 0;
        for (int generator = 0; generator < 3; generator++) {
            Plan plan = Plan.draw(scenario, generator, 3, "t");
            IntStream.range(0, plan.traffic().users())
                    .forEach(user -> names.add(plan.traffic().user(user)));
            rows += plan.traffic().size();
        }
        assertThat(names).hasSize(scenario.users());
        assertThat((double) rows).isCloseTo(scenario.messages(), within(0.15 * scenario.messages()));
    }

    @Test
    void thoseWhoAreAwayNeitherWriteNorAreThere() {
        Plan plan = plan("""
                name: x
                personas: { a: { users: 20 }, b: { users: 20 } }
                phases:
                  - { name: all, for: 5s, rate: 100/s }
                  - { name: some, for: 5s, rate: 100/s, away: [b] }
                  - { name: back, for: 5s, rate: 100/s, return-over: 2s }
                """);
        for (int row = 0; row < plan.traffic().size(); row++) {
            if (plan.phaseOf(row) == 1) {
                assertThat(plan.traffic().user(plan.traffic().from(row))).startsWith("a-");
                assertThat(plan.isTimed(row))
                        .isEqualTo(plan.traffic().user(plan.traffic().to(row)).startsWith("a-"));
            }
        }
        assertThat(plan.moves())
                .filteredOn(move -> move.step() == Plan.Step.COME)
                .hasSize(20)
                .allSatisfy(move -> assertThat(move.atNs()).isBetween(10_000_000_000L, 12_000_000_000L));
    }

    @Test
    void contactsAreSkewed() {
        Plan plan = plan(
                "name: x\npersonas: { a: { users: 2, talk: 1, to: b, contacts: 10, skew: 1 }, b: { users: 10, weight: 0 } }\n"
                        + "phases: [ { name: r, for: 10s, rate: 1000/s } ]");
        long[] counts = new long[plan.traffic().users()];
        for (int row = 0; row < plan.traffic().size(); row++) {
            if (plan.traffic().from(row) == 0) {
                counts[plan.traffic().to(row)]++;
            }
        }
        long[] sorted = Arrays.stream(counts).sorted().toArray();
        long most = sorted[sorted.length - 1];
        long second = sorted[sorted.length - 2];
        assertThat((double) most / second).isCloseTo(2, within(0.3));
    }
}
