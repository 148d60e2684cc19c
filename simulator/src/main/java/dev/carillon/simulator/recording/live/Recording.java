package dev.carillon.simulator.recording.live;

import dev.carillon.simulator.report.JsonLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A recording that goes on: watches over its length and size, and says what it holds. One thread. */
final class Recording {
    private static final long LOOK_MS = 200;
    private static final long SAY_EVERY_NS = TimeUnit.SECONDS.toNanos(10);

    private final Watched watched;
    private final Recorder recorder;
    private final Path file;
    private final Consumer<String> say;

    Recording(Watched watched, Recorder recorder, Path file, Consumer<String> say) {
        this.watched = watched;
        this.recorder = recorder;
        this.file = file;
        this.say = say;
    }

    /** Waits for its end: time, bytes of the file, the nodes' or the user's. */
    void await(CountDownLatch stop, Duration length, long bytesMax) throws InterruptedException {
        long began = System.nanoTime();
        long said = began;
        boolean troubled = false;
        int complained = 0;
        while (System.nanoTime() - began < length.toNanos() && !stop.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
            String over = watched.over();
            if (over != null || recorder.bytes() >= bytesMax) {
                say.accept(over == null ? "The file has reached its limit." : "The recording ends: " + over + ".");
                return;
            }
            String trouble = recorder.trouble();
            if (trouble != null && !troubled) {
                troubled = true;
                say.accept("Attention: " + trouble + ".");
            }
            List<String> complaints = watched.complaints();
            complaints.stream().skip(complained).forEach(each -> say.accept("Attention: " + each + "."));
            complained = Math.max(complained, complaints.size());
            if (System.nanoTime() - said >= SAY_EVERY_NS) {
                said = System.nanoTime();
                say.accept(String.format(
                        Locale.ROOT,
                        "  %,d events, %,d connections now, %,d bytes",
                        recorder.events(),
                        watched.openNow(),
                        recorder.bytes()));
            }
        }
    }

    /** Says what came of it. @return whether all that was seen is in the file */
    boolean end(boolean json) {
        say.accept(String.format(
                Locale.ROOT,
                "%s: %,d events on %,d connections, %,d bytes.",
                file,
                recorder.events(),
                watched.connections(),
                recorder.bytes()));
        if (recorder.lost() > 0) {
            say.accept(recorder.lost()
                    + " events were seen and not recorded, because the recorder, or the way to it, could not keep up.");
        }
        if (watched.unreadable() > 0) {
            say.accept(watched.unreadable() + " connections were not understood to their end and went on unseen.");
        }
        watched.complaints().forEach(complaint -> say.accept(complaint + "."));
        if (recorder.trouble() != null) {
            say.accept("Attention: " + recorder.trouble() + ".");
        }
        if (json) {
            say.accept(new JsonLine()
                    .add("file", file.toString())
                    .add("events", recorder.events())
                    .add("connections", watched.connections())
                    .add("bytes", recorder.bytes())
                    .add("not_recorded", recorder.lost())
                    .add("not_understood", watched.unreadable())
                    .add("complaints", watched.complaints())
                    .toString());
        }
        return recorder.lost() == 0
                && watched.unreadable() == 0
                && watched.complaints().isEmpty()
                && recorder.trouble() == null;
    }
}
