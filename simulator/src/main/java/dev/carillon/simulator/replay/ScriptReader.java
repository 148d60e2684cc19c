package dev.carillon.simulator.replay;

import dev.carillon.simulator.ledger.PayloadIdentity;
import dev.carillon.simulator.recording.BadRecordingException;
import dev.carillon.simulator.recording.Condition;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingReader;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a script of a recording. A message that was sent again is one message. Users have one device here: what theirs did
 * is put together in the order in which it was seen. The ledger's identity takes the place of the first
 * {@value PayloadIdentity#LENGTH} bytes of each payload, so that lengths stay, but for shorter ones. One thread, one use.
 */
public final class ScriptReader {
    private final String name;
    private final boolean imported;
    private final Traffic.Builder builder;
    private final Map<MessageKey, Integer> rows = new HashMap<>();
    private final Map<SeqKey, Integer> delivered = new HashMap<>();
    private final Map<String, Story> stories = new HashMap<>();
    private final BitSet receipts = new BitSet();
    private final BitSet read = new BitSet();
    private int events;
    private int messages;
    private boolean sessions;
    private long firstUs = -1;
    private long lengthUs;

    private record MessageKey(String user, long install, long cseq) {}

    private record SeqKey(String user, long seq) {}

    /** What is known of one user. */
    private static final class Story {
        final List<Step> steps = new ArrayList<>();
        final List<Integer> seen = new ArrayList<>();
        final BitSet seenSet = new BitSet();
        int online;
    }

    /**
     * A script and what it was made of.
     *
     * @param condition what is missing in the recording
     */
    public record Made(Script script, RecordingHeader header, Condition condition) {}

    private ScriptReader(String name, boolean imported) {
        this.name = name;
        this.imported = imported;
        this.builder = new Traffic.Builder(name);
    }

    /** @throws BadRecordingException if it is none, or no message in it can be replayed */
    public static Made read(Path file) throws IOException, BadRecordingException {
        try (RecordingReader reader = RecordingReader.open(file)) {
            boolean imported = reader.header().kind() == RecordingHeader.Kind.IMPORT;
            ScriptReader script = new ScriptReader(file.getFileName().toString(), imported);
            Condition condition = reader.read(script::add);
            return new Made(script.build(), reader.header(), condition);
        } catch (UnusableException e) {
            throw new BadRecordingException("cannot be replayed: " + e.getMessage());
        }
    }

    /** The same of a trace, which knows of sends only: what stands further up counts as seen. */
    public static Script of(Traffic trace) throws BadRecordingException {
        ScriptReader script = new ScriptReader(trace.name(), true);
        long before = 0;
        long[] cseq = new long[trace.users()];
        try {
            for (int row = 0; row < trace.size(); row++) {
                int from = trace.from(row);
                before = Math.max(before, (trace.unixSeconds(row) - trace.unixSeconds(0)) * 1_000_000);
                script.add(new Event.Sent(
                        before,
                        new dev.carillon.simulator.recording.Party(1, trace.user(from), 1),
                        ++cseq[from],
                        trace.user(trace.to(row)),
                        false,
                        trace.text(row)));
            }
            return script.build();
        } catch (UnusableException e) {
            throw new BadRecordingException("cannot be replayed: " + e.getMessage());
        }
    }

    private static final class UnusableException extends IOException {
        UnusableException(String why) {
            super(why);
        }
    }

    private Story story(String user) {
        return stories.computeIfAbsent(user, u -> new Story());
    }

    private void add(Event event) throws UnusableException {
        events++;
        if (firstUs < 0) {
            firstUs = event.atUs();
        }
        long at = event.atUs() - firstUs;
        lengthUs = Math.max(lengthUs, at);
        Story story = story(event.by().user());
        if (event instanceof Event.Opened) {
            sessions = true;
            if (story.online++ == 0) {
                story.steps.add(new Step(Step.Kind.OPEN, -1, at, story.seen.size()));
            }
        } else if (event instanceof Event.Closed closed) {
            closed(story, closed, at);
        } else if (event instanceof Event.Sent sent) {
            sent(story, sent, at);
        } else if (event instanceof Event.Delivered each && !each.own()) {
            seen(each);
        } else if (event instanceof Event.Read each) {
            Integer row = delivered.get(new SeqKey(each.by().user(), each.seq()));
            if (row != null) {
                read.set(row);
            }
        }
    }

    /** A connection that the node or the network ended is not what the user wanted, who came back. */
    private static void closed(Story story, Event.Closed closed, long at) {
        boolean wanted = closed.how() == Ending.CLIENT || closed.how() == Ending.CLIENT_GOODBYE;
        if (story.online > 0 && --story.online == 0 && wanted) {
            story.steps.add(new Step(Step.Kind.CLOSE, -1, at, story.seen.size()));
        }
    }

    private void sent(Story story, Event.Sent sent, long at) throws UnusableException {
        MessageKey key = new MessageKey(sent.by().user(), sent.by().install(), sent.cseq());
        if (rows.containsKey(key)) {
            return;
        }
        byte[] text = text(sent.payload());
        if (text.length > Traffic.TEXT_MAX) {
            builder.skip();
            return;
        }
        int row = messages++;
        try {
            builder.add(events, at / 1_000_000, sent.by().user(), sent.to(), text);
        } catch (BadTrafficException e) {
            throw new UnusableException("event " + events + ": " + e.getMessage());
        }
        rows.put(key, row);
        receipts.set(row, sent.receipt());
        story.steps.add(new Step(Step.Kind.SEND, row, at, story.seen.size()));
        if (imported && !sent.to().equals(sent.by().user())) {
            Story other = story(sent.to());
            other.seen.add(row);
            other.seenSet.set(row);
        }
    }

    private byte[] text(byte[] payload) {
        if (imported) {
            return payload;
        }
        return Arrays.copyOfRange(payload, Math.min(payload.length, PayloadIdentity.LENGTH), payload.length);
    }

    private void seen(Event.Delivered each) {
        Integer row = rows.get(new MessageKey(each.peer(), each.install(), each.cseq()));
        if (row == null || each.peer().equals(each.by().user())) {
            // Sent by somebody whom the recording did not see, or by another device of the same user.
            return;
        }
        delivered.put(new SeqKey(each.by().user(), each.seq()), row);
        Story story = story(each.by().user());
        if (!story.seenSet.get(row)) {
            story.seenSet.set(row);
            story.seen.add(row);
        }
    }

    private Script build() throws UnusableException {
        Traffic traffic = builder.build();
        if (traffic.size() == 0) {
            throw new UnusableException(name + " has no message");
        }
        List<List<Step>> steps = new ArrayList<>();
        List<int[]> seen = new ArrayList<>();
        for (int user = 0; user < traffic.users(); user++) {
            Story story = story(traffic.user(user));
            steps.add(List.copyOf(story.steps));
            seen.add(story.seen.stream().mapToInt(Integer::intValue).toArray());
        }
        return new Script(traffic, steps, seen, receipts, read, sessions, lengthUs);
    }
}
