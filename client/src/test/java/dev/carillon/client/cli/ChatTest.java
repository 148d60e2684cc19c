package dev.carillon.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.Receipt;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bob: hi                 |       | Say[peer=bob, text=hi]",
                "bob:hi                  | carol | Say[peer=carol, text=bob:hi]",
                "see http://x            | carol | Say[peer=carol, text=see http://x]",
                "http://x y              | carol | Say[peer=carol, text=http://x y]",
                "10:30 works             | carol | Say[peer=carol, text=10:30 works]",
                "/to bob                 | carol | Turn[peer=bob]",
                "/to bob how are you     |       | Say[peer=bob, text=how are you]",
                "//usr/bin               | carol | Say[peer=carol, text=/usr/bin]",
                "/quit                   | carol | Quit[]",
                "/help                   | carol | Help[]",
                "jürgen@x: grüß dich     |       | Say[peer=jürgen@x, text=grüß dich]",
            })
    void aTypedLineMeansWhatOneExpects(String line, String current, String meaning) {
        assertThat(ChatInput.parse(line, current == null ? "" : current, "bob")).hasToString(meaning);
    }

    @Test
    void aLineToNobodyOrAnUnknownCommandIsAnsweredWithAHint() {
        assertThat(ChatInput.parse("hello?", "", "bob")).isInstanceOf(ChatInput.Unclear.class);
        assertThat(ChatInput.parse("/msg bob", "bob", "bob")).isInstanceOf(ChatInput.Unclear.class);
        assertThat(ChatInput.parse("   ", "bob", "bob")).isInstanceOf(ChatInput.Nothing.class);
    }

    @Test
    void receiptsMoveTheTicksOfEverythingBeforeThemAndNeverBack() {
        Transcript transcript = new Transcript(ZoneOffset.UTC);
        ChatLine first = sent(transcript, "bob", 1);
        ChatLine other = sent(transcript, "carol", 2);
        ChatLine second = sent(transcript, "bob", 3);
        ChatLine third = sent(transcript, "bob", 4);
        assertThat(transcript.receipt(receipt(ReceiptKind.READ, 3))).containsExactly(first, second);
        assertThat(transcript.receipt(receipt(ReceiptKind.DELIVERED, 4))).containsExactly(third);
        assertThat(List.of(first.tick(), other.tick(), second.tick(), third.tick()))
                .containsExactly(ChatLine.Tick.READ, ChatLine.Tick.STORED, ChatLine.Tick.READ, ChatLine.Tick.DELIVERED);
    }

    @Test
    void aFailureSpeaksOfOneMessageAndStays() {
        Transcript transcript = new Transcript(ZoneOffset.UTC);
        ChatLine first = sent(transcript, "bob", 1);
        ChatLine second = sent(transcript, "bob", 2);
        assertThat(transcript.receipt(receipt(ReceiptKind.FAILED, 1))).containsExactly(first);
        assertThat(transcript.receipt(receipt(ReceiptKind.DELIVERED, 2))).containsExactly(second);
        assertThat(first.tick()).isEqualTo(ChatLine.Tick.FAILED);
    }

    @Test
    void whatComesFromElsewhereCannotMoveTheCursor() {
        ChatLine line =
                new ChatLine(ChatLine.Kind.IN, "mallory\u001b[2J", "\u001b[31mred\u0007\u202e", 0, ChatLine.Tick.NONE);
        String shown = new LineStyle(ZoneOffset.UTC).line(line).toString();
        assertThat(shown).isEqualTo("00:00   mallory [2J:  [31mred  ");
    }

    @Test
    void jsonIsQuoted() {
        assertThat(new Json().put("a\"b", "x\n\\\u0001ü").put("n", 5).put("t", true))
                .hasToString("{\"a\\\"b\":\"x\\n\\\\\\u0001ü\",\"n\":5,\"t\":true}");
        assertThat(new Json().payload(new byte[] {(byte) 0xff})).hasToString("{\"base64\":\"/w==\"}");
    }

    @Test
    void aDayIsNamedBeforeTheFirstRememberedLineAndWheneverItChanges() {
        Transcript transcript = new Transcript(ZoneId.of("Asia/Tokyo"));
        transcript.remember(List.of(said(0), said(1), said(1)));
        transcript.add(said(1));
        transcript.add(said(3));
        transcript.add(said(2));
        assertThat(transcript.newest(100))
                .extracting(ChatLine::text)
                .containsExactly(
                        "Friday, 2 January 1970",
                        "0",
                        "Saturday, 3 January 1970",
                        "1",
                        "1",
                        "1",
                        "Monday, 5 January 1970",
                        "3",
                        "2");
        assertThat(transcript.peers()).containsExactly("bob");
    }

    @Test
    void aNewChatNamesNoDay() {
        assertThat(new Transcript(ZoneOffset.UTC).add(said(0))).hasSize(1);
    }

    @Test
    void theNewestFiveHundredRememberedLinesAreShown() {
        List<ChatLine> earlier = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            earlier.add(new ChatLine(ChatLine.Kind.IN, "bob", "m" + i, 0, ChatLine.Tick.NONE));
        }
        Transcript transcript = new Transcript(ZoneOffset.UTC);
        transcript.remember(earlier);
        assertThat(transcript.newest(1_000))
                .extracting(ChatLine::text)
                .hasSize(501)
                .startsWith("Thursday, 1 January 1970", "m100")
                .endsWith("m599");
    }

    /** Said late on this day of 1970 in UTC, which is the next day in Tokyo. */
    private static ChatLine said(int day) {
        long timeMs = (day * 24L + 20) * 3_600_000;
        return new ChatLine(ChatLine.Kind.IN, "bob", String.valueOf(day), timeMs, ChatLine.Tick.NONE);
    }

    private static ChatLine sent(Transcript transcript, String peer, long cseq) {
        ChatLine line = new ChatLine(ChatLine.Kind.OUT, peer, "m" + cseq, 0, ChatLine.Tick.WAITING);
        line.stored(7, cseq);
        transcript.add(line);
        return line;
    }

    private static Receipt receipt(ReceiptKind kind, long cseq) {
        FailureReason reason = kind == ReceiptKind.FAILED ? FailureReason.INBOX_FULL : null;
        return new Receipt(kind, "bob", 7, cseq, 99, reason);
    }
}
