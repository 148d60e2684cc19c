package dev.carillon.simulator.replay;

import dev.carillon.simulator.ledger.PayloadIdentity;
import dev.carillon.simulator.recording.BadRecordingException;
import dev.carillon.simulator.recording.Condition;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.Party;
import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingReader;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes a script of a recording. A message that was sent again is one message; each device is one. A delivery may stand before
 * the send that it is of, as where two nodes told of them. The ledger's identity takes the place of the first
 * {@value PayloadIdentity#LENGTH} bytes of each payload, so that lengths stay, but for shorter ones. One thread, one use.
 */
public final class ScriptReader {
    private final String name;
    private final boolean imported;
    private final Traffic.Builder builder;
    private final DeviceStories stories = new DeviceStories();
    private final Map<SeqKey, DeviceStories.Message> delivered = new HashMap<>();
    private final BitSet receipts = new BitSet();
    private final Set<DeviceStories.Message> wereRead = new HashSet<>();
    private int events;
    private int messages;
    private boolean sessions;
    private long firstUs = -1;
    private long lengthUs;

    private record SeqKey(DeviceStories.Key device, long seq) {}

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
                        new Party(1, trace.user(from), 1),
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

    private void add(Event event) throws UnusableException {
        events++;
        if (firstUs < 0) {
            firstUs = event.atUs();
        }
        long at = event.atUs() - firstUs;
        lengthUs = Math.max(lengthUs, at);
        DeviceStories.Story story = stories.of(DeviceStories.Key.of(event.by()));
        if (event instanceof Event.Opened) {
            sessions = true;
            if (story.online++ == 0) {
                story.step(Step.Kind.OPEN, -1, at);
            }
        } else if (event instanceof Event.Closed closed) {
            closed(story, closed, at);
        } else if (event instanceof Event.Sent sent) {
            sent(story, sent, at);
        } else if (event instanceof Event.Delivered each && !each.own()) {
            seen(story, each);
        } else if (event instanceof Event.Read each) {
            DeviceStories.Message message = delivered.get(new SeqKey(DeviceStories.Key.of(each.by()), each.seq()));
            if (message != null) {
                wereRead.add(message);
            }
        }
    }

    /** A connection that the node or the network ended is not what the user wanted, who came back. */
    private static void closed(DeviceStories.Story story, Event.Closed closed, long at) {
        boolean wanted = closed.how() == Ending.CLIENT || closed.how() == Ending.CLIENT_GOODBYE;
        if (story.online > 0 && --story.online == 0 && wanted) {
            story.step(Step.Kind.CLOSE, -1, at);
        }
    }

    private void sent(DeviceStories.Story story, Event.Sent sent, long at) throws UnusableException {
        DeviceStories.Message message =
                new DeviceStories.Message(sent.by().user(), sent.by().install(), sent.cseq());
        if (stories.knows(message)) {
            return;
        }
        byte[] text = text(sent.payload());
        if (text.length > Traffic.TEXT_MAX) {
            builder.skip();
            return;
        }
        int row = messages++;
        try {
            builder.add(events, at / 1_000_000, sent.by().user(), story.nth(), sent.to(), text);
        } catch (BadTrafficException e) {
            throw new UnusableException("event " + events + ": " + e.getMessage());
        }
        stories.sends(story, message, row);
        receipts.set(row, sent.receipt());
        story.step(Step.Kind.SEND, row, at);
        if (imported && !sent.to().equals(sent.by().user())) {
            stories.of(new DeviceStories.Key(sent.to(), sent.by().install())).sees(message);
        }
    }

    private byte[] text(byte[] payload) {
        if (imported) {
            return payload;
        }
        return Arrays.copyOfRange(payload, Math.min(payload.length, PayloadIdentity.LENGTH), payload.length);
    }

    private void seen(DeviceStories.Story story, Event.Delivered each) {
        if (each.peer().equals(each.by().user())) {
            // Sent by another device of the same user.
            return;
        }
        DeviceStories.Message message = new DeviceStories.Message(each.peer(), each.install(), each.cseq());
        delivered.put(new SeqKey(DeviceStories.Key.of(each.by()), each.seq()), message);
        story.sees(message);
    }

    private Script build() throws UnusableException {
        Traffic traffic = builder.build();
        if (traffic.size() == 0) {
            throw new UnusableException(name + " has no message");
        }
        DeviceStories.Numbered all = stories.numbered(traffic);
        return new Script(
                traffic, all.devices(), all.steps(), all.seen(), receipts, stories.rows(wereRead), sessions, lengthUs);
    }
}
