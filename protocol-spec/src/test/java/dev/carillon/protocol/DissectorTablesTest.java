package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dissector's tables of names against the codec's. Needs no tshark. */
class DissectorTablesTest {
    private static final Pattern ENTRY = Pattern.compile("\\[(\\d+)] = \"([^\"]+)\"");

    @Test
    void everyFrameTypeHasItsName() throws IOException, IllegalAccessException {
        Map<Integer, String> expected = new TreeMap<>();
        for (var field : FrameType.class.getFields()) {
            if (!field.getName().equals("FIRST_IGNORABLE")) {
                expected.put(field.getInt(null), field.getName());
            }
        }
        assertThat(table("TYPES")).isEqualTo(expected);
    }

    @Test
    void everyCodeHasItsName() throws IOException {
        Map<Integer, String> errors = table("ERRORS");
        assertThat(errors.remove(0)).isEqualTo("none");
        assertThat(errors).isEqualTo(names(ErrorCode.values(), ErrorCode::code));
        assertThat(table("REFUSALS")).isEqualTo(names(RefusalCode.values(), RefusalCode::code));
        assertThat(table("FAILURES")).isEqualTo(names(FailureReason.values(), FailureReason::code));
        assertThat(table("SKIPS")).isEqualTo(names(SkipReason.values(), SkipReason::code));
        assertThat(table("KINDS")).isEqualTo(names(ReceiptKind.values(), ReceiptKind::code));
    }

    private static <E extends Enum<E>> Map<Integer, String> names(E[] all, ToIntFunction<E> code) {
        Map<Integer, String> names = new TreeMap<>();
        Arrays.stream(all).forEach(each -> names.put(code.applyAsInt(each), each.name()));
        return names;
    }

    private static Map<Integer, String> table(String name) throws IOException {
        String script = Files.readString(Path.of("dissector", "carillon.lua"));
        int start = script.indexOf("local " + name + " = {");
        assertThat(start).isNotNegative();
        Matcher entry = ENTRY.matcher(script.substring(start, script.indexOf('}', start)));
        Map<Integer, String> table = new TreeMap<>();
        while (entry.find()) {
            table.put(Integer.valueOf(entry.group(1)), entry.group(2));
        }
        return table;
    }
}
