package dev.carillon.simulator.recording.scrub;

import dev.carillon.simulator.recording.BadRecordingException;
import dev.carillon.simulator.recording.Condition;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.Party;
import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingReader;
import dev.carillon.simulator.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the scrubbed form of a recording: reads it once to learn its words, fits the noise to them, and reads it again to replace them. One thread. */
public final class Scrubber {
    private final ScrubKey key;
    private final Vocabulary vocabulary = new Vocabulary();
    private final TextSample sample = new TextSample();
    private double larger = 1;

    public Scrubber(ScrubKey key) {
        this.key = key;
    }

    /**
     * @param from is not changed
     * @param to a new file
     * @return how whole the recording is that was read; what is missing there is missing here, too
     */
    public Condition scrub(Path from, Path to) throws IOException, BadRecordingException {
        try (RecordingReader reader = RecordingReader.open(from)) {
            if (reader.header().scrubbed()) {
                throw new BadRecordingException("is scrubbed already");
            }
            reader.read(this::learn);
        }
        Pseudonyms names = new Pseudonyms(key, vocabulary::isTold);
        PayloadNoise noise = new PayloadNoise(key, vocabulary);
        larger = noise.fit(sample);
        try (RecordingReader reader = RecordingReader.open(from);
                RecordingWriter writer = RecordingWriter.create(to, header(reader.header()))) {
            Condition condition = reader.read(event -> writer.add(replaced(event, names, noise)));
            writer.lost(condition.notRecorded());
            return condition;
        }
    }

    /** How many times as large as the texts, in a sample of them, their noise is once both are compressed; after a scrub. */
    public double larger() {
        return larger;
    }

    private RecordingHeader header(RecordingHeader before) {
        return new RecordingHeader(before.createdMs(), true, key.print(), before.kind(), "scrubbed");
    }

    private void learn(Event event) {
        vocabulary.name(event.by().user());
        if (event instanceof Event.Sent sent) {
            vocabulary.name(sent.to());
            TextRuns.forEach(sent.payload(), run -> {
                if (run.isText()) {
                    vocabulary.text(sent.payload(), run.from(), run.to());
                    sample.add(sent.payload(), run.from(), run.to());
                }
            });
        } else if (event instanceof Event.Delivered delivered) {
            vocabulary.name(delivered.peer());
        } else if (event instanceof Event.Receipted receipted) {
            vocabulary.name(receipted.peer());
        }
    }

    private static Event replaced(Event event, Pseudonyms names, PayloadNoise noise) {
        Party by = names.party(event.by());
        if (event instanceof Event.Opened e) {
            return new Event.Opened(e.atUs(), by, e.enrolled(), e.lastSeq(), e.nextCseq(), e.head(), e.ackedCseq());
        } else if (event instanceof Event.Closed e) {
            return new Event.Closed(e.atUs(), by, e.how(), e.code());
        } else if (event instanceof Event.Sent e) {
            return new Event.Sent(e.atUs(), by, e.cseq(), names.user(e.to()), e.receipt(), noise.of(e.payload()));
        } else if (event instanceof Event.Acked e) {
            return new Event.Acked(e.atUs(), by, e.cseq());
        } else if (event instanceof Event.Refused e) {
            return new Event.Refused(e.atUs(), by, e.code(), e.cseq());
        } else if (event instanceof Event.Delivered e) {
            return new Event.Delivered(
                    e.atUs(),
                    by,
                    e.seq(),
                    e.own(),
                    e.receipt(),
                    names.user(e.peer()),
                    names.install(e.install()),
                    e.cseq(),
                    e.length());
        } else if (event instanceof Event.Receipted e) {
            return new Event.Receipted(
                    e.atUs(),
                    by,
                    e.seq(),
                    e.kind(),
                    names.user(e.peer()),
                    names.install(e.install()),
                    e.cseq(),
                    e.reason());
        } else if (event instanceof Event.Skipped e) {
            return new Event.Skipped(e.atUs(), by, e.reason(), e.nextSeq());
        } else if (event instanceof Event.Took e) {
            return new Event.Took(e.atUs(), by, e.seq());
        } else if (event instanceof Event.Read e) {
            return new Event.Read(e.atUs(), by, e.seq());
        }
        throw new IllegalStateException("an event without a scrubbed form: " + event.getClass());
    }
}
