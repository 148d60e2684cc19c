package dev.carillon.simulator.recording.scrub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import dev.carillon.protocol.UserId;
import dev.carillon.simulator.recording.BadRecordingException;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.Party;
import dev.carillon.simulator.recording.PlainBytes;
import dev.carillon.simulator.recording.RecordingHeader;
import dev.carillon.simulator.recording.RecordingReader;
import dev.carillon.simulator.recording.RecordingWriter;
import dev.carillon.simulator.traffic.SyntheticDay;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.traffic.TrafficFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrubberTest {
    private static final byte[] SECRET = new byte[32];
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{4,}");
    private static final List<String> USERS =
            List.of("maria.lopez@example.org", "Jürgen Weiß", "bob", "otto-1984", "四つの鐘の塔", "zzzz");

    @TempDir
    Path folder;

    /** People's own words, as far as this project has any: the lines of its documents. */
    private static List<byte[]> prose() throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (String name : List.of("../ARCHITECTURE.md", "../README.md", "../protocol-spec/PROTOCOL.md")) {
            for (String line : Files.readAllLines(Path.of(name))) {
                lines.add(line.substring(0, Math.min(line.length(), 300)).getBytes(StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    private Path recorded(List<byte[]> payloads) throws IOException {
        Path file = folder.resolve("original.rec");
        Files.deleteIfExists(file);
        try (RecordingWriter writer = RecordingWriter.create(
                file, new RecordingHeader(1, false, 0, RecordingHeader.Kind.PROXY, "chat.example.org:7400"))) {
            for (int i = 0; i < payloads.size(); i++) {
                Party by = new Party(i % 3 + 1, USERS.get(i % 3), 0x1122334455667788L + i % 3);
                String to = USERS.get(3 + i % 3);
                writer.add(new Event.Sent(10L * i, by, i + 1, to, false, payloads.get(i)));
                Party other = new Party(9, to, 5);
                int length = payloads.get(i).length;
                writer.add(new Event.Delivered(
                        10L * i + 5, other, i + 1, false, false, by.user(), by.install(), i + 1, length));
            }
        }
        return file;
    }

    private Path scrubbed(Path file) throws Exception {
        Path to = folder.resolve("scrubbed.rec");
        Files.deleteIfExists(to);
        assertThat(new Scrubber(new ScrubKey(SECRET)).scrub(file, to).isWhole()).isTrue();
        return to;
    }

    private static List<Event> events(Path file) throws Exception {
        List<Event> events = new ArrayList<>();
        try (RecordingReader reader = RecordingReader.open(file)) {
            reader.read(events::add);
        }
        return events;
    }

    private static List<byte[]> payloads(Path file) throws Exception {
        return events(file).stream()
                .filter(e -> e instanceof Event.Sent)
                .map(e -> ((Event.Sent) e).payload())
                .toList();
    }

    private static Set<String> words(List<byte[]> payloads) {
        Set<String> words = new HashSet<>();
        for (byte[] payload : payloads) {
            Matcher found = WORD.matcher(new String(payload, StandardCharsets.UTF_8));
            while (found.find()) {
                words.add(found.group().toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }

    @Test
    void noWordAndNoUserOfFourCharactersIsLeftAnywhereInTheFile() throws Exception {
        List<byte[]> texts = new ArrayList<>(prose());
        texts.add("call 0041-7999 or 2004, http://html.xyz/qwrt?id=77777 HELLO".getBytes(StandardCharsets.UTF_8));
        texts.add("übermäßig schön, четыре колокола".getBytes(StandardCharsets.UTF_8));
        Path file = scrubbed(recorded(texts));

        String plain = new String(PlainBytes.of(file), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);

        Set<String> original = words(texts);
        USERS.forEach(user -> original.add(user.toLowerCase(Locale.ROOT)));
        original.addAll(words(
                USERS.stream().map(u -> u.getBytes(StandardCharsets.UTF_8)).toList()));
        original.remove("bob");
        // The beginning of every recording, and the block's marker, are not anybody's words.
        String searched = plain.substring("carrec\r\n".length());
        assertThat(original).hasSizeGreaterThan(1_000);
        assertThat(original.stream().filter(searched::contains).toList()).isEmpty();
        assertThat(searched).doesNotContain("example.org");
    }

    @Test
    void aMadeUpWordIsNoOriginalOneEvenWhereThoseLookMadeUp() throws Exception {
        // So many numbers and words without vowels that made-up ones hit some, unless they are looked at.
        SplittableRandom random = new SplittableRandom(8);
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            String consonants = random.ints(4, 0, 20)
                    .mapToObj(letter -> "bcdfghjklmnpqrstvwxz".substring(letter, letter + 1))
                    .collect(Collectors.joining());
            texts.add((1_000 + random.nextInt(9_000) + " " + consonants).getBytes(StandardCharsets.UTF_8));
        }
        // Payload by payload: between them the file has numbers, whose bytes may continue a word.
        List<byte[]> noise = payloads(scrubbed(recorded(texts)));

        assertThat(words(noise)).isNotEmpty().doesNotContainAnyElementsOf(words(texts));
    }

    @Test
    void lengthsAndRepetitionsStay() throws Exception {
        List<byte[]> texts = prose();
        texts.add(texts.get(10).clone());
        List<byte[]> noise = payloads(scrubbed(recorded(texts)));

        assertThat(noise).hasSameSizeAs(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(noise.get(i)).hasSize(texts.get(i).length);
        }
        assertThat(noise.get(noise.size() - 1)).isEqualTo(noise.get(10)).isNotEqualTo(texts.get(10));
    }

    private static long compressed(List<byte[]> payloads) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] payload : payloads) {
            all.write(payload);
        }
        return Zstd.compress(all.toByteArray(), 3).length;
    }

    private void compressesAlike(List<byte[]> payloads) throws Exception {
        assertThat(compressedLarger(payloads)).isCloseTo(1, within(0.15));
    }

    /** How many times as large the noise is, compressed. */
    private double compressedLarger(List<byte[]> payloads) throws Exception {
        return (double) compressed(payloads(scrubbed(recorded(payloads)))) / compressed(payloads);
    }

    @Test
    void proseCompressesAsWellAsBefore() throws Exception {
        compressesAlike(prose());
    }

    /** Made-up texts, which repeat each other's phrases word for word. */
    private static List<byte[]> repeating() {
        Traffic day = SyntheticDay.of(3, 4_000, 20);
        List<byte[]> texts = new ArrayList<>();
        for (int row = 0; row < day.size(); row++) {
            texts.add(day.text(row));
        }
        return texts;
    }

    @Test
    void textsThatRepeatSentencesWordForWordCompressAsWellAsBefore() throws Exception {
        compressesAlike(repeating());
    }

    @Test
    void theSameFewTextsAgainAndAgainCompressAsWellAsBefore() throws Exception {
        SplittableRandom random = new SplittableRandom(9);
        List<byte[]> sentences = prose().subList(0, 12);
        List<byte[]> texts = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            texts.add(sentences.get(random.nextInt(sentences.size())));
        }
        compressesAlike(texts);
    }

    /** What people wrote, where the traces are at hand; they are not part of the project. */
    @Test
    void chatCompressesAsWellAsBefore() throws Exception {
        Path trace = Path.of("../../shared/traces/ubuntu-irc.tsv.gz");
        assumeTrue(Files.exists(trace), "no traces here");
        Traffic chat = TrafficFile.read(trace, 1);
        List<byte[]> texts = new ArrayList<>();
        for (int row = 0; row < 4_000; row++) {
            texts.add(chat.text(row));
        }
        compressesAlike(texts);
    }

    @Test
    void aPhraseThatBreaksOffBeginsAsTheWholeOneAndNotAfterTwoWords() throws Exception {
        List<byte[]> texts = new ArrayList<>(prose());
        int first = texts.size();
        for (int i = 0; i < 3; i++) {
            texts.add("never again will grandmother bake pancakes".getBytes(StandardCharsets.UTF_8));
            texts.add("never again will grandmother".getBytes(StandardCharsets.UTF_8));
            texts.add("never again".getBytes(StandardCharsets.UTF_8));
        }
        List<byte[]> noise = payloads(scrubbed(recorded(texts)));

        String whole = new String(noise.get(first), StandardCharsets.UTF_8);
        assertThat(whole).startsWith(new String(noise.get(first + 1), StandardCharsets.UTF_8));
        assertThat(whole).doesNotStartWith(new String(noise.get(first + 2), StandardCharsets.UTF_8));
    }

    @Test
    void itSaysHowWellTheNoiseCompresses() throws Exception {
        Scrubber scrubber = new Scrubber(new ScrubKey(SECRET));
        List<byte[]> texts = prose();
        scrubber.scrub(recorded(texts), folder.resolve("said.rec"));

        double larger = (double) compressed(payloads(folder.resolve("said.rec"))) / compressed(texts);
        assertThat(scrubber.larger()).isCloseTo(larger, within(0.01));
    }

    @Test
    void textInABinaryEnvelopeCompressesAsWellAsBeforeAndNothingOfItIsLeft() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        List<byte[]> wrapped = new ArrayList<>();
        for (byte[] text : prose()) {
            byte[] head = new byte[16];
            random.nextBytes(head);
            head[15] = 0;
            byte[] all = Arrays.copyOf(head, head.length + text.length);
            System.arraycopy(text, 0, all, head.length, text.length);
            wrapped.add(all);
        }
        compressesAlike(wrapped);

        Set<String> original = words(prose());
        original.removeAll(
                words(wrapped.stream().map(all -> Arrays.copyOf(all, 16)).toList()));
        // A run of text that is shorter than a dozen bytes is taken for what surrounds it, and drawn byte by byte.
        assertThat(words(payloads(folder.resolve("scrubbed.rec"))))
                .hasSizeGreaterThan(500)
                .doesNotContainAnyElementsOf(original);
    }

    @Test
    void aPhraseIsTheSameNoiseWhereverItIsAndAWordIsNot() throws Exception {
        String phrase = "the quick brown fox jumps over the lazy dog and sleeps under the old bell tower until noon";
        List<byte[]> texts = new ArrayList<>(prose());
        int first = texts.size();
        texts.add(("Once upon a time " + phrase + " today.").getBytes(StandardCharsets.UTF_8));
        texts.add(("It was said in the meantime that " + phrase + ", sometimes.").getBytes(StandardCharsets.UTF_8));
        List<byte[]> noise = payloads(scrubbed(recorded(texts)));

        String one = new String(noise.get(first), StandardCharsets.UTF_8);
        String two = new String(noise.get(first + 1), StandardCharsets.UTF_8);
        int from = one.length() - " today.".length() - 45;
        assertThat(two).contains(one.substring(from, one.length() - " today.".length() - 8));
        Set<String> stands = new HashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            Matcher the = Pattern.compile("\\bthe\\b").matcher(new String(texts.get(i), StandardCharsets.ISO_8859_1));
            while (the.find()) {
                stands.add(new String(noise.get(i), the.start(), 3, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(stands).hasSizeGreaterThan(10);
    }

    @Test
    void bytesThatAreNoTextCompressAsWellAsBeforeAndAreOthers() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1_000];
            random.nextBytes(bytes);
            payloads.add(bytes);
        }
        compressesAlike(payloads);
        assertThat(payloads(folder.resolve("scrubbed.rec"))).doesNotContainAnyElementsOf(payloads);
    }

    @Test
    void theSameUserHasTheSamePseudonymEverywhereAndNobodyElsesAndItIsAUserId() throws Exception {
        Path file = recorded(prose());
        List<Event> before = events(file);
        List<Event> after = events(scrubbed(file));

        java.util.Map<String, String> names = new java.util.HashMap<>();
        for (int i = 0; i < before.size(); i++) {
            String name = names.computeIfAbsent(before.get(i).by().user(), n -> "");
            String now = after.get(i).by().user();
            assertThat(name).isIn("", now);
            names.put(before.get(i).by().user(), now);
            assertThat(after.get(i).atUs()).isEqualTo(before.get(i).atUs());
            assertThat(after.get(i).by().install())
                    .isNotEqualTo(before.get(i).by().install());
        }
        assertThat(names.values()).doesNotHaveDuplicates().hasSize(USERS.size());
        assertThat(names.values())
                .allSatisfy(name -> assertThat(UserId.valid(name.getBytes(StandardCharsets.UTF_8)))
                        .isTrue());
        assertThat(after.get(0))
                .isInstanceOfSatisfying(
                        Event.Sent.class, sent -> assertThat(sent.to()).isEqualTo(names.get(USERS.get(3))));
        byte[] other = SECRET.clone();
        other[0] = 1;
        assertThat(new Pseudonyms(new ScrubKey(other), name -> false).user("bob"))
                .isNotEqualTo(names.get("bob"));
    }

    @Test
    void theKeyIsDrawnOnceIsItsOwnersAndIsNotInTheFile() throws Exception {
        Path keyFile = folder.resolve("scrub.key");
        long print = ScrubKey.of(keyFile, new SplittableRandom(1)).print();

        assertThat(ScrubKey.of(keyFile, new SplittableRandom(2)).print()).isEqualTo(print);
        assertThat(Files.getPosixFilePermissions(keyFile).toString())
                .doesNotContain("GROUP")
                .doesNotContain("OTHERS");
        Files.writeString(keyFile, "secret");
        assertThatThrownBy(() -> ScrubKey.of(keyFile, new SplittableRandom(3)))
                .hasMessageContaining("is no scrub key")
                .hasMessageNotContaining("secret ");
        String plain = new String(PlainBytes.of(scrubbed(recorded(prose()))), StandardCharsets.ISO_8859_1);
        assertThat(plain).doesNotContain(new String(SECRET, StandardCharsets.ISO_8859_1));
    }

    @Test
    void whatIsScrubbedIsNotScrubbedAgain() throws Exception {
        Path file = scrubbed(recorded(prose()));
        assertThatThrownBy(() -> new Scrubber(new ScrubKey(SECRET)).scrub(file, folder.resolve("again.rec")))
                .isInstanceOf(BadRecordingException.class)
                .hasMessage("is scrubbed already");
    }
}
