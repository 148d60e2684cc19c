package dev.carillon.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class WordWrapTest {
    @Test
    void linesBreakBetweenWordsAndTheRestIsIndented() {
        assertThat(rows("12:00   bob: the quick brown fox jumps", 20, 8))
                .containsExactly("12:00   bob: the", "      quick brown", "      fox jumps");
    }

    @Test
    void aWordLongerThanARowIsCutAndNothingIsLost() {
        String word = "x".repeat(95);
        List<String> rows = rows("12:00   bob: " + word + " end", 20, 8);
        assertThat(rows).allSatisfy(row -> assertThat(row.length()).isLessThanOrEqualTo(20));
        assertThat(String.join("", rows).replace(" ", "")).isEqualTo("12:00bob:" + word + "end");
    }

    @Test
    void wideCharactersCountTwice() {
        List<String> rows = rows("漢字漢字漢字漢字 😀😀😀😀", 10, 2);
        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(new AttributedString(row).columnLength()).isBetween(1, 10));
        assertThat(String.join("", rows).replace(" ", "")).isEqualTo("漢字漢字漢字漢字😀😀😀😀");
    }

    @Test
    void everyWidthEndsAndLosesNothing() {
        String text = "— a bb  ccc 漢字 dddddddddddddddd e " + "f".repeat(50);
        for (int width = 2; width < 90; width++) {
            assertThat(String.join("", rows(text, width, 8)).replace(" ", "")).isEqualTo(text.replace(" ", ""));
        }
    }

    private static List<String> rows(String text, int width, int indent) {
        return WordWrap.rows(new AttributedString(text), width, indent).stream()
                .map(AttributedString::toString)
                .toList();
    }
}
