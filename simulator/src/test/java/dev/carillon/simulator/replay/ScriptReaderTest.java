package dev.carillon.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.simulator.recording.BadRecordingException;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.Party;
import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingWriter;
import dev.carillon.simulator.traffic.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptReaderTest {
    private static final Party ALICE = new Party(1, "alice", 11);
    private static final Party ALICE_AGAIN = new Party(3, "alice", 12);
    private static final Party BOB = new Party(2, "bob", 21);

    @TempDir
    Path folder;

    private Path recorded(Event... events) throws IOException {
        Path file = folder.resolve("a.rec");
        RecordingHeader header = new RecordingHeader(1, false, 0, RecordingHeader.Kind.PROXY, "a test");
        try (RecordingWriter writer = RecordingWriter.create(file, header)) {
            for (Event event : events) {
                writer.add(event);
            }
        }
        return file;
    }

    private static Event.Opened opened(long at, Party by) {
        return new Event.Opened(at, by, true, 0, 1, 0, 0);
    }

    private static Event.Sent sent(long at, Party by, long cseq, String to, boolean receipt, String payload) {
        return new Event.Sent(at, by, cseq, to, receipt, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static Event.Delivered delivered(long at, Party by, long seq, Party from, long cseq) {
        return new Event.Delivered(at, by, seq, false, false, from.user(), from.install(), cseq, 5);
    }

    @Test
    void anAnswerComesAfterWhatItsWriterHadSeen() throws Exception {
        Script script = ScriptReader.read(recorded(
                        opened(1_000, ALICE),
                        opened(1_100, BOB),
                        sent(2_000, ALICE, 1, "bob", true, "0123456789abcdefhello"),
                        sent(2_100, ALICE, 2, "bob", false, "short"),
                        delivered(2_200, BOB, 1, ALICE, 1),
                        sent(2_300, BOB, 1, "alice", false, "x"),
                        delivered(2_400, BOB, 2, ALICE, 2),
                        new Event.Read(2_500, BOB, 2),
                        new Event.Closed(2_600, BOB, Ending.CLIENT_GOODBYE, 0)))
                .script();

        Traffic traffic = script.traffic();
        assertThat(traffic.size()).isEqualTo(3);
        // The ledger's identity takes the place of the first 16 bytes.
        assertThat(new String(traffic.text(0), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(traffic.text(1)).isEmpty();
        assertThat(script.steps().get(0))
                .containsExactly(
                        new Step(Step.Kind.OPEN, -1, 0, 0),
                        new Step(Step.Kind.SEND, 0, 1_000, 0),
                        new Step(Step.Kind.SEND, 1, 1_100, 0));
        assertThat(script.steps().get(1))
                .containsExactly(
                        new Step(Step.Kind.OPEN, -1, 100, 0),
                        new Step(Step.Kind.SEND, 2, 1_300, 1),
                        new Step(Step.Kind.CLOSE, -1, 1_600, 2));
        assertThat(script.seen().get(1)).containsExactly(0, 1);
        assertThat(script.receipts().stream().toArray()).containsExactly(0);
        assertThat(script.read().stream().toArray()).containsExactly(1);
        assertThat(script.sessions()).isTrue();
        assertThat(script.lengthUs()).isEqualTo(1_600);
    }

    @Test
    void whatWasSentAgainIsOneMessageAndWhatTheNodeEndedIsNoWishOfTheUsers() throws Exception {
        Script script = ScriptReader.read(recorded(
                        opened(0, ALICE),
                        sent(10, ALICE, 1, "bob", false, ""),
                        new Event.Closed(20, ALICE, Ending.MOVED, 0),
                        opened(30, ALICE),
                        sent(40, ALICE, 1, "bob", false, ""),
                        opened(50, ALICE_AGAIN),
                        sent(60, ALICE_AGAIN, 1, "bob", false, ""),
                        new Event.Closed(70, ALICE, Ending.CLIENT, 0),
                        new Event.Closed(80, ALICE_AGAIN, Ending.CLIENT, 0)))
                .script();

        assertThat(script.traffic().size()).isEqualTo(2);
        assertThat(script.steps().get(0).stream().map(Step::kind))
                .containsExactly(Step.Kind.OPEN, Step.Kind.SEND, Step.Kind.OPEN, Step.Kind.CLOSE);
    }

    @Test
    void eachDeviceDoesWhatItDidAfterWhatItHadSeenItself() throws Exception {
        Script script = ScriptReader.read(recorded(
                        opened(0, ALICE),
                        opened(1, ALICE_AGAIN),
                        opened(2, BOB),
                        sent(10, BOB, 1, "alice", false, "how are you?"),
                        delivered(20, ALICE_AGAIN, 1, BOB, 1),
                        sent(30, ALICE, 1, "bob", false, ""),
                        sent(40, ALICE_AGAIN, 1, "bob", false, ""),
                        delivered(50, ALICE, 1, BOB, 1)))
                .script();
        int bob = script.traffic().from(0);
        int alice = 1 - bob;

        assertThat(script.devices().count()).isEqualTo(3);
        assertThat(script.devices().user(2)).isEqualTo(alice);
        assertThat(script.devices().more(alice)).containsExactly(2);
        assertThat(script.devices().sender(1)).isEqualTo(alice);
        assertThat(script.devices().sender(2)).isEqualTo(2);
        assertThat(script.steps().get(alice)).last().isEqualTo(new Step(Step.Kind.SEND, 1, 30, 0));
        assertThat(script.steps().get(2)).last().isEqualTo(new Step(Step.Kind.SEND, 2, 40, 1));
        assertThat(script.seen().get(2)).containsExactly(0);
        // Order is promised from each device alone.
        assertThat(script.traffic().pair(1)).isNotEqualTo(script.traffic().pair(2));

        Script twice = Multiplied.of(script, 2, 2, "", 1);
        assertThat(twice.devices().count()).isEqualTo(6);
        int other = twice.devices().more(twice.traffic().to(0)).get(0);
        assertThat(twice.devices().sender(2)).isEqualTo(other);
        assertThat(twice.devices().sender(5)).isEqualTo(other);
        assertThat(twice.steps().get(other).stream().map(Step::seen)).containsExactly(0, 1, 1, 2);
        assertThat(twice.seen().get(other)).containsExactly(0, 3);
    }

    @Test
    void aDeliveryThatOneNodeToldBeforeAnotherToldOfTheSendIsWaitedForAllTheSame() throws Exception {
        Script script = ScriptReader.read(recorded(
                        opened(0, ALICE),
                        opened(0, BOB),
                        delivered(10, BOB, 1, ALICE, 1),
                        sent(10, ALICE, 1, "bob", false, ""),
                        new Event.Read(12, BOB, 1),
                        sent(20, BOB, 1, "alice", false, "")))
                .script();

        int bob = script.traffic().to(0);
        assertThat(script.seen().get(bob)).containsExactly(0);
        assertThat(script.steps().get(bob)).last().isEqualTo(new Step(Step.Kind.SEND, 1, 20, 1));
        assertThat(script.read().get(0)).isTrue();
    }

    @Test
    void whatCameFromSomebodyWhomNobodyRecordedIsNotWaitedFor() throws Exception {
        Party carol = new Party(9, "carol", 31);
        Script script = ScriptReader.read(recorded(
                        opened(0, BOB), delivered(10, BOB, 1, carol, 7), sent(20, BOB, 1, "carol", false, "thanks")))
                .script();

        assertThat(script.steps().get(0)).last().isEqualTo(new Step(Step.Kind.SEND, 0, 20, 0));
    }

    @Test
    void inATraceWhatStandsFurtherUpCountsAsSeen() throws Exception {
        Traffic trace = new Traffic.Builder("a trace")
                .add(2, 100, "a", "b", new byte[] {1})
                .add(3, 100, "b", "a", new byte[] {2})
                .add(4, 105, "a", "a", new byte[] {3})
                .add(5, 107, "a", "b", new byte[] {4})
                .build();

        Script script = ScriptReader.of(trace);

        assertThat(script.steps().get(0))
                .isEqualTo(List.of(
                        new Step(Step.Kind.SEND, 0, 0, 0),
                        new Step(Step.Kind.SEND, 2, 5_000_000, 1),
                        new Step(Step.Kind.SEND, 3, 7_000_000, 1)));
        assertThat(script.steps().get(1)).containsExactly(new Step(Step.Kind.SEND, 1, 0, 1));
        assertThat(script.traffic().text(3)).containsExactly(4);
        assertThat(script.sessions()).isFalse();
    }

    @Test
    void aRecordingWithoutMessagesIsSaidInWords() throws Exception {
        Path file = recorded(opened(0, ALICE));
        assertThatThrownBy(() -> ScriptReader.read(file))
                .isInstanceOf(BadRecordingException.class)
                .hasMessage("cannot be replayed: a.rec has no message");
    }

    @Test
    void populationsAndRoundsAreOfTheirOwn() throws Exception {
        Traffic trace = new Traffic.Builder("a trace")
                .add(2, 100, "a", "b", new byte[] {1})
                .add(3, 101, "b", "a", new byte[] {2})
                .build();

        Script many = Multiplied.of(ScriptReader.of(trace), 2, 3, "", 1);

        Traffic traffic = many.traffic();
        assertThat(traffic.size()).isEqualTo(12);
        assertThat(traffic.users()).isEqualTo(4);
        assertThat(List.of(traffic.user(0), traffic.user(1), traffic.user(2), traffic.user(3)))
                .containsExactly("a", "b", "a~2", "b~2");
        assertThat(many.steps().get(1).stream().map(Step::row)).containsExactly(1, 3, 5);
        assertThat(many.steps().get(1).stream().map(Step::seen)).containsExactly(1, 2, 3);
        assertThat(many.steps().get(1).stream().map(Step::dueUs)).containsExactly(1_000_000L, 3_000_000L, 5_000_000L);
        assertThat(many.seen().get(1)).containsExactly(0, 2, 4);
        assertThat(many.seen().get(3)).containsExactly(6, 8, 10);
        assertThat(many.steps().get(2).get(0).dueUs()).isBetween(0L, Multiplied.APART_US);
    }

    @Test
    void namesOfOtherPopulationsAreUserIds() {
        String longest = "ü".repeat(32);
        String other = Multiplied.name(longest, "~2");

        assertThat(other).endsWith("~2").isNotEqualTo(Multiplied.name("ü".repeat(31) + "ö", "~2"));
        assertThat(other.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void speeds() {
        assertThat(Tempo.parse("max")).isEqualTo(Tempo.MAX);
        assertThat(Tempo.parse("10")).hasToString("10×");
        assertThat(Tempo.parse("0")).isNull();
        assertThat(Tempo.parse("fast")).isNull();
        assertThat(new Tempo(10).nanos(1_000_000)).isEqualTo(100_000_000);
    }
}
