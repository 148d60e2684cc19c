package dev.carillon.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.config.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A right file is read as it stands; of a wrong one everything that is wrong is named, where it is. */
class ScenarioFileTest {
    private static final String RIGHT = """
            name: small
            speed: 60
            personas:
              chatter: { users: 10, talk: 3, think: { lognormal: 20s, sigma: 0.5 }, size: { from: 20 B, to: 2 kB } }
              reader: { users: 5, weight: 0, online: { for: 5m, away: 10m }, network: train }
            networks:
              train: { delay: 80ms, lost-every: 2m, lost-for: 10s, breaks: 50 % }
            phases:
              - { name: ramp, for: 1m, rate: 50/s to 150/s, away: [reader] }
              - { name: flat, for: 2m, rate: 100/s, return-over: 1s, barrier: acked }
            faults:
              - { at: 30s, kind: kill, node: 2, for: 30s }
            thresholds:
              - loss == 0
              - p99 < 50 ms
              - ack p99.9 <= 2 s in flat
            """;

    static List<String> presets() {
        return Presets.NAMES;
    }

    @Test
    void whatIsRightIsReadAsItStands() throws ScenarioException {
        Scenario scenario = ScenarioFile.read("s.yaml", RIGHT);
        assertThat(scenario.users()).isEqualTo(15);
        assertThat(scenario.runNs()).isEqualTo(3_000_000_000L);
        assertThat(scenario.messages()).isEqualTo(300);
        Persona chatter = Objects.requireNonNull(scenario.personas().get("chatter"));
        assertThat(chatter.think()).isEqualTo(new Spread(Spread.Kind.LOGNORMAL, 20_000_000_000L, 0.5));
        assertThat(chatter.size()).isEqualTo(new Sizes(false, 20, 2_000));
        assertThat(scenario.networks().get("train"))
                .isEqualTo(new NetworkQuality(80_000_000L, 120_000_000_000L, 10_000_000_000L, 0.5));
        assertThat(scenario.phases().get(0).away()).containsExactly("reader");
        assertThat(scenario.phases().get(1).barrier()).isEqualTo(Phase.Barrier.ACKED);
        assertThat(scenario.faults().get(0).atSpeed(60).forNs()).isEqualTo(500_000_000L);
        assertThat(scenario.thresholds())
                .extracting(Threshold::subject)
                .containsExactly("loss", "deliver p99", "ack p99.9");
    }

    @Test
    void everythingThatIsWrongIsNamedWithItsPlace() {
        String wrong = """
                name: small
                groups: 3
                spead: 60
                personas:
                  chatter: { users: many, thinking: 3s, to: chater }
                phases:
                  - { name: a, for: 5, rate: 20 }
                  - { name: a, for: 5s, rate: 20/s, away: [chattr], barrier: deliverd }
                faults:
                  - { at: 3s, kind: kil, node: 0 }
                thresholds:
                  - p99 < 50
                  - loss < 5 ms
                """;
        assertThat(problems(wrong))
                .extracting(Problem::toString)
                .containsExactly(
                        "s.yaml:2:1: groups are not part of Carillon yet, so no load can be put on them; leave the key out",
                        "s.yaml:3:1: spead is no key of a scenario; there are " + String.join(", ", Keys.SCENARIO)
                                + "; did you mean speed?",
                        "s.yaml:5:21: users: 'many' is not a number",
                        "s.yaml:5:27: thinking is no key of a persona; there are " + String.join(", ", Keys.PERSONA)
                                + "; did you mean think?",
                        "s.yaml:5:45: to: there is no persona 'chater'; did you mean chatter?",
                        "s.yaml:7:21: for: '5' has no unit; times have us, ms, s, m, h or d",
                        "s.yaml:7:30: rate: '20' is no rate; rates have /s or /m, such as 200/s",
                        "s.yaml:8:13: there is a phase a already",
                        "s.yaml:8:44: away: there is no persona 'chattr'; did you mean chatter?",
                        "s.yaml:8:62: barrier: 'deliverd' is not one of none, acked, delivered; did you mean delivered?",
                        "s.yaml:10:5: for is missing here: how long the kill lasts",
                        "s.yaml:10:21: kind: 'kil' is not one of kill, pause, cut, slow, disk-full, restart, join, drain; did you mean kill?",
                        "s.yaml:10:32: node: must be 1 to 99, not 0",
                        "s.yaml:12:5: thresholds: p99 is a time and needs a unit (us, ms, s, m); it has none here",
                        "s.yaml:13:5: thresholds: loss is a number of messages and takes no unit, and here is 'ms'");
    }

    private static List<Problem> problems(String text) {
        try {
            ScenarioFile.read("s.yaml", text);
            return List.of();
        } catch (ScenarioException e) {
            return e.problems();
        }
    }

    @Test
    void whatIsMissingOrTooMuchIsNamed() {
        assertThat(problems("name: x\n")).hasSize(2);
        assertThat(problems("")).hasSize(1);
        assertThat(problems("a: [\n").get(0).line()).isEqualTo(2);
        assertThat(
                        problems(
                                "name: x\npersonas: { a: { users: 2, weight: 0 } }\nphases: [ { name: a, for: 1h, rate: 900/s } ]"))
                .extracting(Problem::text)
                .containsExactly(
                        "nobody ever begins a talk: every weight is 0",
                        "3240000 messages; a run may have 1000000: lower the rates or raise the speed");
    }

    @Test
    void aBarrierThatCannotBeReachedIsRefused() {
        assertThat(problems(RIGHT.replace("barrier: acked", "barrier: delivered")))
                .extracting(Problem::text)
                .containsExactly("the barrier 'delivered' of flat would wait for users who are offline; say acked");
    }

    @Test
    void faultsHaveAFileOfTheirOwn() throws ScenarioException {
        List<PlannedFault> faults = ScenarioFile.readFaults(
                "c.yaml", "faults:\n  - { at: 5s, kind: restart }\n  - { at: 9s, kind: join }\n");
        assertThat(faults)
                .extracting(PlannedFault::kind)
                .containsExactly(PlannedFault.Kind.RESTART, PlannedFault.Kind.JOIN);
        assertThatThrownBy(() -> ScenarioFile.readFaults("c.yaml", "fault: []"))
                .hasMessageContaining("did you mean faults?");
    }

    @ParameterizedTest
    @CsvSource({
        "loss == 0, 0, true",
        "loss == 0, 1, false",
        "p99 < 50 ms, 49e6, true",
        "p99 < 50 ms, 50e6, false",
        "connect max >= 1.5 s, 15e8, true",
        "reached >= 95 %, 0.94, false",
        "rate > 100/s, 101, true",
        "p99 < 50 ms, NaN, false",
    })
    void thresholdsHoldOrDoNot(String text, double figure, boolean holds) {
        assertThat(Threshold.parse(text).holds(figure)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "p98 < 5 ms, did you mean p9",
        "p99 50 ms, is no threshold",
        "reached >= 95, needs %",
        "rate > 5 ms, needs /s",
        "p99 < 5 min, is none of its units",
        "loss == 0 in calm, whole run only",
    })
    void thresholdsThatMakeNoSenseAreRefused(String text, String says) {
        assertThatThrownBy(() -> Threshold.parse(text)).hasMessageContaining(says);
    }

    @ParameterizedTest
    @MethodSource("presets")
    void presetsAreRightAndTakeAboutAMinute(String name) throws ScenarioException {
        Scenario scenario = ScenarioFile.read(name, Presets.text(name));
        assertThat(scenario.name()).isEqualTo(name);
        assertThat(scenario.runNs()).isBetween(45_000_000_000L, 75_000_000_000L);
        assertThat(scenario.thresholds()).isNotEmpty();
    }

    @Test
    void theSchemaHasTheSameKeys() {
        Object schema = new Load(LoadSettings.builder().build()).loadFromString(Presets.schema());
        Object persona = at(schema, "properties", "personas", "additionalProperties");
        assertThat(keys(schema)).containsExactlyElementsOf(Keys.SCENARIO);
        assertThat(keys(persona)).containsExactlyElementsOf(Keys.PERSONA);
        assertThat(keys(at(schema, "properties", "networks", "additionalProperties")))
                .containsExactlyElementsOf(Keys.NETWORK);
        assertThat(keys(at(schema, "properties", "phases", "items"))).containsExactlyElementsOf(Keys.PHASE);
        assertThat(keys(at(schema, "properties", "faults", "items"))).containsExactlyElementsOf(Keys.FAULT);
        assertThat(choice(persona, "think")).containsExactlyElementsOf(Keys.THINK);
        assertThat(choice(persona, "size")).containsExactlyElementsOf(Keys.SIZE);
        assertThat(choice(persona, "online")).containsExactlyElementsOf(Keys.ONLINE);
    }

    private static Object at(@Nullable Object from, String... path) {
        Object here = Objects.requireNonNull(from);
        for (String step : path) {
            here = Objects.requireNonNull(((Map<?, ?>) here).get(step), step);
        }
        return here;
    }

    private static List<Object> keys(@Nullable Object section) {
        return new ArrayList<>(((Map<?, ?>) at(section, "properties")).keySet());
    }

    /** The keys of the last of several forms that a property may have. */
    private static List<Object> choice(Object persona, String key) {
        List<?> choices = (List<?>) at(persona, "properties", key, "oneOf");
        return keys(choices.get(choices.size() - 1));
    }
}
