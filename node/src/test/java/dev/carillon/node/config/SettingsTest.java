package dev.carillon.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every row of the table of settings. */
class SettingsTest {
    static Stream<Setting> all() {
        return Settings.all().stream();
    }

    static Stream<Setting> numbers() {
        return all().filter(setting -> setting.kind().isNumber());
    }

    @ParameterizedTest
    @MethodSource("all")
    void theDefaultIsAllowedAndTheKeyIsKnown(Setting setting) {
        setting.check(setting.standard());
        assertThat(Settings.byKey(setting.key())).isSameAs(setting);
        assertThat(Settings.SECTIONS).containsKey(setting.section());
        assertThat(setting.doc()).endsWith(".");
        assertThat(setting.key()).matches("[a-z]+\\.[a-z-]+");
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void theEndsOfTheRangeAreAllowedAndWhatIsBeyondIsNot(Setting setting) {
        assertThat(setting.kind().number(setting.kind().show(setting.min()))).isEqualTo(setting.min());
        assertThat(setting.kind().number(setting.kind().show(setting.max()))).isEqualTo(setting.max());
        setting.check(text(setting, setting.min()));
        setting.check(text(setting, setting.max()));
        assertThatThrownBy(() -> setting.check(text(setting, setting.max() + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("out of range: " + setting.range());
        if (setting.min() > 0 || setting.kind() == SettingKind.NUMBER) {
            assertThatThrownBy(() -> setting.check(text(setting, setting.min() - 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("out of range");
        }
        assertThatThrownBy(() -> setting.check("many")).hasMessageContaining("expected");
    }

    private static String text(Setting setting, long value) {
        return setting.kind() == SettingKind.DURATION ? value + "ms" : Long.toString(value);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyKeyIsFoundAgainWhenALetterIsMissing(Setting setting) {
        String key = setting.key();
        String mistyped = key.substring(0, key.length() - 2) + key.charAt(key.length() - 1);
        assertThat(ConfigFile.nearest(mistyped)).isEqualTo(key);
    }

    @Test
    void environmentNamesAreDistinct() {
        Set<String> names = new HashSet<>();
        all().forEach(setting -> assertThat(names.add(setting.environment())).isTrue());
        assertThat(Settings.LIMITS_HELLO_TIMEOUT.environment()).isEqualTo("CARILLON_LIMITS_HELLO_TIMEOUT");
    }

    @Test
    void theReferenceFileSetsEverySettingToItsDefault() {
        ConfigBuilder builder = new ConfigBuilder().file("reference", ReferenceFile.text());
        Config config = builder.build();
        all().forEach(setting -> {
            assertThat(config.value(setting).text()).isEqualTo(setting.standard());
            assertThat(config.value(setting).source()).startsWith("reference:");
        });
    }

    @Test
    void theShippedFileIsTheReferenceFile() throws IOException {
        Path shipped = Path.of("conf", "carillon.yaml");
        assertThat(Files.readString(shipped))
                .as("regenerate with: ./carillon config show-default > node/conf/carillon.yaml")
                .isEqualTo(ReferenceFile.text());
    }

    @Test
    void sizesAndTimesAreReadInTheirUnits() {
        assertThat(SettingKind.BYTES.number("2 MiB")).isEqualTo(2 << 20);
        assertThat(SettingKind.BYTES.number("17")).isEqualTo(17);
        assertThat(SettingKind.DURATION.number("90s")).isEqualTo(90_000);
        assertThat(SettingKind.DURATION.number("0")).isZero();
        assertThatThrownBy(() -> SettingKind.BYTES.number("2 apples")).hasMessageContaining("64KiB");
        assertThatThrownBy(() -> SettingKind.BYTES.number("999999999999GiB")).hasMessageContaining("expected");
    }
}
