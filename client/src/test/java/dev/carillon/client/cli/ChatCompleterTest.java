package dev.carillon.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class ChatCompleterTest {
    private final Transcript transcript = new Transcript(ZoneOffset.UTC);

    @Test
    void theFirstWordIsSomebodyToTalkToOrACommand() throws IOException {
        transcript.know("bob");
        assertThat(candidates("b")).contains("bob:", "/to", "/help", "/quit").doesNotContain("bob");
    }

    @Test
    void laterWordsAreNamesOnly() throws IOException {
        transcript.know("bob");
        assertThat(candidates("/to b")).containsExactly("bob");
        assertThat(candidates("carol: I met b")).containsExactly("bob");
    }

    private List<String> candidates(String typed) throws IOException {
        DumbTerminal terminal = new DumbTerminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
        LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
        List<Candidate> candidates = new ArrayList<>();
        new ChatCompleter(transcript).complete(reader, new DefaultParser().parse(typed, typed.length()), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }
}
