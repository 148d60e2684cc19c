package dev.carillon.client.cli;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Tab in a chat: whom to talk to, and the commands. Inside a message it offers the names alone. */
final class ChatCompleter implements Completer {
    private static final List<String> COMMANDS = List.of("/to", "/help", "/quit");

    private final Transcript transcript;

    ChatCompleter(Transcript transcript) {
        this.transcript = transcript;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        boolean first = line.wordIndex() == 0;
        for (String peer : transcript.peers()) {
            candidates.add(new Candidate(first ? peer + ":" : peer));
        }
        if (first) {
            COMMANDS.forEach(command -> candidates.add(new Candidate(command)));
        }
    }
}
