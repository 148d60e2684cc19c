package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Wireshark dissector against the committed vectors. Skipped without tshark. */
class DissectorTest {
    private static final String SCRIPT =
            "lua_script:" + Path.of("dissector", "carillon.lua").toAbsolutePath();

    /** As many as an alias's six bits can tell apart. */
    private static final int ALIASES = 64;

    @TempDir
    Path folder = Path.of(".");

    private final Random random = new Random(11);

    @BeforeEach
    void tsharkIsHere() throws IOException, InterruptedException {
        boolean here = ForeignTool.present(folder, "tshark", "-v")
                && ForeignTool.run(folder, List.of("tshark", "-v")).lines().stream()
                        .anyMatch(line -> line.contains("with Lua"));
        assumeTrue(here, "skipped: no tshark with Lua on the PATH");
    }

    @Test
    void saysOfEverySessionsFramesWhatTheyMean() throws IOException, InterruptedException {
        List<String> expected = new ArrayList<>();
        Capture capture = new Capture(7400);
        for (Path file : VectorsTest.sessions().toList()) {
            capture.connect();
            for (String[] row : VectorsTest.rows(file, 3).toList()) {
                segments(capture, row[0].equals(">"), row[1]);
                // Payloads are fields of their own there.
                expected.add(row[2].replaceAll(" payload=[0-9a-f]*", ""));
            }
        }

        assertThat(shown(capture, "7400")).isEqualTo(expected);
    }

    @Test
    void tellsAllAliasesApart() throws IOException, InterruptedException {
        ConnectionReader reader = new ConnectionReader();
        Capture capture = new Capture(7400);
        List<String> expected = new ArrayList<>();
        capture.connect();
        UnsafeBuffer out = new UnsafeBuffer(new byte[512]);
        UnsafeBuffer none = new UnsafeBuffer(new byte[0]);
        UnsafeBuffer token = new UnsafeBuffer(new byte[60]);
        frame(
                capture,
                reader,
                expected,
                true,
                out,
                FrameEncoder.hello(out, 0, true, token, 0, 60, 9, 0, 1, none, 0, 0));
        frame(capture, reader, expected, false, out, FrameEncoder.welcome(out, 0, true, 0, 0, 1_000, none, 0, 0));
        for (int i = 0; i < 2 * ALIASES; i++) {
            int alias = i % ALIASES;
            boolean first = i < ALIASES;
            byte[] name = UserId.encode("user" + alias);
            UnsafeBuffer from = new UnsafeBuffer(name);
            int sent = FrameEncoder.send(out, 0, false, i + 1, false, alias, first ? name : null, none, 0, 0);
            frame(capture, reader, expected, true, out, sent);
            int delivered = first
                    ? FrameEncoder.deliverNamed(
                            out, 0, false, false, alias, from, 0, name.length, 7, 5, false, 0, none, 0, 0)
                    : FrameEncoder.deliver(out, 0, false, false, alias, alias + 1, false, 0, none, 0, 0);
            frame(capture, reader, expected, false, out, delivered);
        }

        assertThat(expected).noneMatch(line -> line.startsWith("!"));
        assertThat(shown(capture, "7400")).isEqualTo(expected);
    }

    private static void frame(
            Capture capture,
            ConnectionReader reader,
            List<String> expected,
            boolean fromClient,
            UnsafeBuffer bytes,
            int length) {
        byte[] copy = Arrays.copyOf(bytes.byteArray(), length);
        capture.segment(fromClient, copy);
        expected.add(reader.read(fromClient, copy).replaceAll(" payload=[0-9a-f]*", ""));
    }

    @Test
    void marksEveryInvalidFrameWithItsError() throws IOException, InterruptedException {
        List<String> expected = new ArrayList<>();
        Capture capture = new Capture(4222);
        for (String[] row : VectorsTest.invalid().toList()) {
            capture.connect();
            byte[] frame = HexFormat.of().parseHex(row[2]);
            if (row[1].equals("c>s-first")) {
                capture.segment(true, frame);
            } else {
                capture.segment(row[1].equals("c>s"), frame);
            }
            expected.add("!" + row[3]);
        }

        List<String> shown = shown(capture, "4222");

        assertThat(shown).hasSameSizeAs(expected);
        List<String> different = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            if (!shown.get(i).equals(expected.get(i))) {
                different.add(VectorsTest.invalid().toList().get(i)[0] + ": " + shown.get(i));
            }
        }
        assertThat(different).isEmpty();
    }

    /** Cuts a frame where TCP might. */
    private void segments(Capture capture, boolean fromClient, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        int at = 0;
        while (at < bytes.length) {
            int length = random.nextInt(3) == 0 ? 1 + random.nextInt(bytes.length) : bytes.length;
            int end = Math.min(bytes.length, at + Math.min(length, 1_400));
            capture.segment(fromClient, Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
    }

    private List<String> shown(Capture capture, String port) throws IOException, InterruptedException {
        Path file = Files.createTempFile(folder, "capture", ".pcap");
        capture.write(file);
        ForeignTool.Result result = ForeignTool.run(
                folder,
                List.of(
                        "tshark",
                        "-X",
                        SCRIPT,
                        "-o",
                        "carillon.port:" + port,
                        "-r",
                        file.toString(),
                        "-Y",
                        "carillon",
                        "-T",
                        "fields",
                        "-E",
                        "separator=|",
                        "-e",
                        "carillon.meaning",
                        "-e",
                        "carillon.malformed"));
        assertThat(result.status()).isZero();
        return result.lines().stream()
                .map(line -> line.startsWith("|") ? "!" + line.substring(1) : line.replaceAll("\\|$", ""))
                .toList();
    }
}
