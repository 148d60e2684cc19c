package dev.carillon.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficFileTest {
    private static final String COLLEGE =
            "unix_s\tfrom\tto\n1082040961\ts1\ts2\n1082155839\ts2\ts1\n1082155840\ts1\ts2\n";
    private static final String IRC = "utc\tchannel\tfrom\tto\ttext\n"
            + "2004-12-25T09:14Z\t#c\tu1\tu2\thi there\n"
            + "2004-12-25T09:14Z\t#c\tu3\t\tdoes anybody know?\n"
            + "2004-12-25T09:15Z\t#c\tu2\tu1\t\n"
            + "2004-12-25T09:16Z\t#c\tu2\tu2\tnote\twith a tab\n";

    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.write(folder.resolve("traffic.tsv"), content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] packed(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private BadTrafficException refusalOf(String content) throws IOException {
        Path file = file(content);
        return catchThrowableOfType(BadTrafficException.class, () -> TrafficFile.read(file, 1));
    }

    @Test
    void readsPrivateMessagesWithoutTextAndMakesTextsUp() throws Exception {
        Traffic traffic = TrafficFile.read(file(COLLEGE), 1);

        assertThat(traffic.size()).isEqualTo(3);
        assertThat(traffic.users()).isEqualTo(2);
        assertThat(traffic.pairs()).isEqualTo(2);
        assertThat(traffic.pair(0)).isEqualTo(traffic.pair(2)).isNotEqualTo(traffic.pair(1));
        assertThat(traffic.unixSeconds(1)).isEqualTo(1082155839);
        assertThat(traffic.describe(1)).isEqualTo("line 3, s2 to s1");
        assertThat(traffic.text(0)).isNotEmpty();
    }

    @Test
    void makesTheSameTextsUpFromTheSameSeed() throws Exception {
        Path file = file(COLLEGE);

        byte[] text = TrafficFile.read(file, 7).text(2);

        assertThat(TrafficFile.read(file, 7).text(2)).isEqualTo(text);
        assertThat(TrafficFile.read(file, 8).text(2)).isNotEqualTo(text);
    }

    @Test
    void readsChannelLinesAndSkipsThoseThatAddressNobody() throws Exception {
        Traffic traffic = TrafficFile.read(file(IRC), 1);

        assertThat(traffic.size()).isEqualTo(3);
        assertThat(traffic.skipped()).isEqualTo(1);
        assertThat(traffic.users()).isEqualTo(2);
        assertThat(new String(traffic.text(0), StandardCharsets.UTF_8)).isEqualTo("hi there");
        assertThat(traffic.text(1)).isEmpty();
        assertThat(new String(traffic.text(2), StandardCharsets.UTF_8)).isEqualTo("note\twith a tab");
        assertThat(traffic.from(2)).isEqualTo(traffic.to(2));
        assertThat(traffic.unixSeconds(0)).isEqualTo(1103966040);
        assertThat(traffic.line(2)).isEqualTo(5);
    }

    @Test
    void readsPackedFilesLikePlainOnes() throws Exception {
        Path file = Files.write(folder.resolve("traffic.tsv.gz"), packed(IRC));

        assertThat(TrafficFile.read(file, 1).size()).isEqualTo(3);
    }

    @Test
    void readsFilesWhoseLinesEndLikeOnWindows() throws Exception {
        Traffic traffic = TrafficFile.read(file(COLLEGE.replace("\n", "\r\n")), 1);

        assertThat(traffic.user(traffic.to(0))).isEqualTo("s2");
    }

    @Test
    void namesTheLineOfATimeThatIsNone() throws IOException {
        assertThat(refusalOf("unix_s\tfrom\tto\n1\ta\tb\nnoon\ta\tb\n").sentence("f"))
                .isEqualTo("f, line 3: 'noon' is no time in seconds since 1970");
        assertThat(refusalOf(IRC + "yesterday\t#c\ta\tb\tx\n").line()).isEqualTo(6);
    }

    @Test
    void namesTheLineWithAColumnTooFew() throws IOException {
        assertThat(refusalOf("unix_s\tfrom\tto\n1\ta\n").sentence("f"))
                .contains("line 2")
                .contains("found 2");
        assertThat(refusalOf(IRC + "2004-12-25T09:14Z\t#c\ta\tb\n").line()).isEqualTo(6);
    }

    @Test
    void namesTheLineOfAnIdThatNoUserCanHave() throws IOException {
        assertThat(refusalOf("unix_s\tfrom\tto\n1\ta\t" + "x".repeat(65) + "\n").line())
                .isEqualTo(2);
        assertThat(refusalOf("unix_s\tfrom\tto\n1\ta\tx\u0007\n"))
                .hasMessageContaining("'x?'")
                .hasMessageContaining("no user ID");
        assertThat(refusalOf("unix_s\tfrom\tto\n1\t\tx\n").line()).isEqualTo(2);
    }

    @Test
    void namesTheLineThatIsNotUtf8() throws IOException {
        byte[] bytes = COLLEGE.getBytes(StandardCharsets.UTF_8);
        bytes[COLLEGE.lastIndexOf("s2")] = (byte) 0xC3;
        Path file = Files.write(folder.resolve("traffic.tsv"), bytes);

        assertThatThrownBy(() -> TrafficFile.read(file, 1)).hasMessage("not text in UTF-8");
    }

    @Test
    void namesTheLineThatIsTooLong() throws IOException {
        assertThat(refusalOf(IRC + "x".repeat(Lines.LINE_MAX + 1)).sentence("f"))
                .isEqualTo("f, line 6: longer than 65536 bytes");
    }

    @Test
    void refusesAHeaderThatItDoesNotKnow() throws IOException {
        assertThat(refusalOf("time\twho\n"))
                .hasMessageContaining("'time who'")
                .hasMessageContaining("'unix_s from to'");
        assertThat(refusalOf("")).hasMessageContaining("header");
    }

    @Test
    void saysThatAPackedFileIsCutOff() throws IOException {
        byte[] whole = packed(COLLEGE);
        Path file = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 12));

        assertThatThrownBy(() -> TrafficFile.read(file, 1)).hasMessageContaining("cut off or damaged");
    }

    @Test
    void saysThatThereIsNoSuchFileOrOnlyAFolder() {
        assertThatThrownBy(() -> TrafficFile.read(folder.resolve("none"), 1)).hasMessage("no such file");
        assertThatThrownBy(() -> TrafficFile.read(folder, 1)).hasMessageContaining("is a folder");
    }
}
