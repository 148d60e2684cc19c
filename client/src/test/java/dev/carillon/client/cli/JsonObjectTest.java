package dev.carillon.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    @Test
    void whatWasWrittenIsReadBack() {
        String text = "a\"b\\c\n\r\t\u0001\u007f {}[],: ü 🔔";
        String line = new Json()
                .put("text", text)
                .put("n", -5)
                .put("t", true)
                .put("", "")
                .toString();
        assertThat(JsonObject.parse(line)).contains(Map.of("text", text, "n", "-5", "t", "true", "", ""));
        assertThat(JsonObject.parse("{}")).contains(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "x",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":}",
                "{\"a\":1",
                "{\"a\":\"b",
                "{\"a\":1}{",
                "{\"a\":1}x",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u00\"}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "\u0000\u0000\u0000"
            })
    void whatIsNotOneWholeObjectIsNothing(String line) {
        assertThat(JsonObject.parse(line)).isEmpty();
    }
}
