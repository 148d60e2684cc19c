package dev.carillon.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a value comes from, and what is said about a file that is wrong. */
class ConfigTest {
    @Test
    void flagsGoOverTheEnvironmentAndTheEnvironmentOverTheFile() {
        String file = "listen:\n  port: 1001\nlimits:\n  frame: 32KiB\n  hello-timeout: 2s\n";
        Config config = new ConfigBuilder()
                .flag(Settings.LISTEN_PORT, 1003)
                .environment(Map.of("CARILLON_LISTEN_PORT", "1002", "CARILLON_LIMITS_FRAME", "16KiB"))
                .file("node.yaml", file)
                .build();
        assertThat(config.value(Settings.LISTEN_PORT)).isEqualTo(new Config.Value("1003", "command line"));
        assertThat(config.value(Settings.LIMITS_FRAME)).isEqualTo(new Config.Value("16KiB", "CARILLON_LIMITS_FRAME"));
        assertThat(config.value(Settings.LIMITS_HELLO_TIMEOUT)).isEqualTo(new Config.Value("2s", "node.yaml:5"));
        assertThat(config.value(Settings.LIMITS_KEEPALIVE)).isEqualTo(new Config.Value("30s", "default"));
        assertThat(config.number(Settings.LIMITS_FRAME)).isEqualTo(16_384);
        assertThat(config.number(Settings.LIMITS_HELLO_TIMEOUT)).isEqualTo(2_000);
    }

    @Test
    void aMistypedKeyIsNamedWithLineColumnAndTheNearestOne() {
        assertThat(problems("limits:\n  frame: 64KiB\n  helo-timeout: 5s\n"))
                .containsExactly(
                        "f.yaml:3:3: limits.helo-timeout is not a setting; did you mean limits.hello-timeout?");
        assertThat(problems("lsten:\n  port: 1\n"))
                .containsExactly("f.yaml:1:1: lsten is not a section; did you mean listen?");
    }

    @Test
    void aBadValueIsNamedWithWhatWouldBeGood() {
        assertThat(problems("listen:\n  port: 70000\n"))
                .containsExactly("f.yaml:2:9: listen.port: 70000 is out of range: 0 to 65535");
        assertThat(problems("data:\n  durability: fast\n"))
                .containsExactly("f.yaml:2:15: data.durability: expected one of sync, interval, none, not \"fast\"");
        assertThat(problems("data:\n  partitions: 48\n"))
                .containsExactly("f.yaml:2:15: data.partitions: 48 is not a power of two");
        assertThat(problems("limits:\n  hello-timeout: 5\n"))
                .containsExactly("f.yaml:2:18: limits.hello-timeout: expected a time such as 250ms, 5s, 10m, 12h or"
                        + " 30d, not \"5\"");
        assertThat(problems("auth:\n  insecure-dev: maybe\n"))
                .containsExactly("f.yaml:2:17: auth.insecure-dev: expected true or false, not \"maybe\"");
    }

    @Test
    void allProblemsOfAFileAreNamedTogether() {
        assertThat(problems("listen:\n  port: x\n  hots: y\nhttp:\n  - a\n")).hasSize(3);
    }

    @Test
    void aKeySetTwiceIsNamed() {
        assertThat(problems("listen:\n  port: 1\n  port: 2\n"))
                .containsExactly("f.yaml:3:3: listen.port is set twice, before at f.yaml:2");
    }

    @Test
    void whatIsNoYamlIsNamedWithItsPlace() {
        assertThat(problems("listen:\n  port: \"1\n"))
                .singleElement()
                .asString()
                .startsWith("f.yaml:3:1: not valid YAML");
        assertThat(problems("- a\n- b\n")).singleElement().asString().startsWith("f.yaml:1:1: expected sections");
    }

    @Test
    void anEmptyFileAndAnEmptySectionAreFine() {
        assertThat(problems("")).isEmpty();
        assertThat(problems("# nothing\n")).isEmpty();
        assertThat(problems("listen:\n  # port: 1\nhttp:\n  port: 1\n")).isEmpty();
    }

    @Test
    void aMistypedVariableIsNamedAndOthersAreLeftAlone() {
        ConfigBuilder builder = new ConfigBuilder()
                .environment(Map.of("CARILLON_LISTEN_PROT", "1", "CARILLON_JAVA_HOME", "/x", "CARILLON_TOKEN", "t"));
        assertThat(builder.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "environment: CARILLON_LISTEN_PROT is not a setting; did you mean CARILLON_LISTEN_PORT?");
    }

    @Test
    void aMistypedFlagKeyIsNamed() {
        assertThatThrownBy(() -> new ConfigBuilder().flag("listen.prt", "1").build())
                .isInstanceOf(ConfigException.class)
                .hasMessage("command line: listen.prt is not a setting; did you mean listen.port?");
    }

    @Test
    void aHugeFileIsRefusedUnread() {
        assertThat(problems("#".repeat(ConfigFile.CHARACTERS_MAX + 1))).hasSize(1);
    }

    private static List<String> problems(String text) {
        return new ConfigBuilder()
                .file("f.yaml", text).problems().stream().map(Problem::toString).toList();
    }
}
