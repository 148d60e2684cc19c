package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Prose, data and code say the same: PROTOCOL.md, protocol.json, and the constants of this package. */
class SpecificationTest {
    private final String prose = read("PROTOCOL.md");
    private final Map<String, Object> data = object(Json.parse(read("protocol.json")));

    @Test
    void theLimitsOfTheDataAreThoseOfTheCode() throws IllegalAccessException {
        Map<String, Object> code = new TreeMap<>();
        for (Field field : Limits.class.getFields()) {
            if (!field.getName().equals("VERSION")) {
                code.put(camel(field.getName()), ((Number) Objects.requireNonNull(field.get(null))).longValue());
            }
        }
        assertThat(new TreeMap<>(object(get(data, "limits")))).isEqualTo(code);
        assertThat(get(data, "version")).isEqualTo((long) Limits.VERSION);
    }

    @Test
    void theFramesOfTheDataAreThoseOfTheCode() throws IllegalAccessException {
        Map<String, Object> code = new TreeMap<>();
        for (Field field : FrameType.class.getFields()) {
            if (!field.getName().equals("FIRST_IGNORABLE")) {
                code.put(field.getName(), ((Number) Objects.requireNonNull(field.get(null))).longValue());
            }
        }
        Map<String, Object> inData = new TreeMap<>();
        frames().forEach(frame -> inData.put((String) get(frame, "name"), get(frame, "type")));
        object(get(data, "reservedFrames")).forEach((type, name) -> inData.put((String) name, Long.valueOf(type)));
        assertThat(inData).isEqualTo(code);
    }

    @Test
    void theFlagsOfTheDataAreThoseOfTheCode() throws IllegalAccessException {
        Map<String, Object> code = new TreeMap<>();
        for (Field field : FrameFlag.class.getFields()) {
            if (!field.getName().equals("DELIVER_ALIAS_RECEIPT")) {
                code.put(field.getName(), field.get(null));
            }
        }
        Map<String, Object> inData = new TreeMap<>();
        for (Map<String, Object> frame : frames()) {
            object(get(frame, "flags"))
                    .forEach((bit, flag) -> inData.put(get(frame, "name") + "_" + flag, 1 << Integer.parseInt(bit)));
        }
        assertThat(inData).isEqualTo(code);
    }

    @Test
    void theCodesOfTheDataAreThoseOfTheCode() {
        Map<String, Object> errors = new TreeMap<>();
        object(get(data, "errors")).forEach((name, error) -> errors.put(name, get(object(error), "code")));
        Map<String, Object> errorCodes = new TreeMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            errorCodes.put(code.name(), (long) code.code());
            assertThat(ErrorCode.of(code.code())).isEqualTo(code);
        }
        assertThat(errors).isEqualTo(errorCodes);

        for (RefusalCode code : RefusalCode.values()) {
            assertThat(get(object(get(data, "refusals")), code.name())).isEqualTo((long) code.code());
        }
        for (FailureReason reason : FailureReason.values()) {
            assertThat(get(object(get(data, "failures")), reason.name())).isEqualTo((long) reason.code());
        }
        for (SkipReason reason : SkipReason.values()) {
            assertThat(get(object(get(data, "skipReasons")), reason.name())).isEqualTo((long) reason.code());
        }
        for (ReceiptKind kind : ReceiptKind.values()) {
            assertThat(get(object(get(data, "receiptKinds")), kind.name())).isEqualTo((long) kind.code());
        }
        assertThat(object(get(data, "refusals"))).hasSameSizeAs(RefusalCode.values());
        assertThat(object(get(data, "failures"))).hasSameSizeAs(FailureReason.values());
        assertThat(object(get(data, "skipReasons"))).hasSameSizeAs(SkipReason.values());
        assertThat(object(get(data, "receiptKinds"))).hasSameSizeAs(ReceiptKind.values());
    }

    @Test
    void theProseHasARowForEveryErrorRefusalAndFailure() {
        for (ErrorCode code : ErrorCode.values()) {
            String client = row(code.code(), code.name())[4];
            boolean stops = get(object(get(object(get(data, "errors")), code.name())), "client")
                    .equals("stop");
            assertThat(stops || !client.startsWith("stops")).as(code.name()).isTrue();
        }
        for (RefusalCode code : RefusalCode.values()) {
            assertThat(row(code.code(), code.name())).hasSize(5);
        }
        for (FailureReason reason : FailureReason.values()) {
            row(reason.code(), reason.name());
        }
        for (SkipReason reason : SkipReason.values()) {
            row(reason.code(), reason.name());
        }
    }

    @Test
    void theProseHasASectionForEveryFrameWithItsHeaderBytes() {
        for (Map<String, Object> frame : frames()) {
            long type = (Long) get(frame, "type");
            assertThat(prose).contains("| " + type + " | " + get(frame, "name") + " |");
            assertThat(prose).containsPattern("### 6\\.\\d+ .*" + get(frame, "name") + " \\(" + type + "\\)");
            if (frame.get("reserved") == null) {
                assertThat(prose).containsPattern("(hdr |\\(PING\\)  )" + String.format("%02x", type << 3));
            }
            for (Object flag : object(get(frame, "flags")).values()) {
                assertThat(prose).contains((String) flag);
            }
            for (Object field : (List<?>) get(frame, "fields")) {
                assertThat(prose).contains((String) get(object(field), "name"));
            }
        }
    }

    @Test
    void theProseHasTheNumbersOfTheLimits() {
        for (int limit : new int[] {
            Limits.FRAME_MAX,
            Limits.PAYLOAD_MAX,
            Limits.WINDOW_MESSAGES_MAX,
            Limits.WINDOW_BYTES_DEFAULT,
            Limits.WINDOW_BYTES_MAX,
            Limits.KEEPALIVE_SECONDS_MAX,
            Limits.HANDSHAKE_TIMEOUT_MS,
            Limits.FRAME_TIMEOUT_MS,
            Limits.STAMP_DRIFT_MS
        }) {
            assertThat(prose).contains(String.format(Locale.ROOT, "%,d", limit));
        }
        assertThat(prose)
                .contains("1 to " + "65,536. A node accepts at most " + Limits.FRAME_MAX_BEFORE_WELCOME)
                .contains("more than " + Limits.NARROW_ACK_ADVANCE_MAX);
    }

    @Test
    void theWorkedNumbersOfTheProseAreRight() {
        Matcher nearest = Pattern.compile("`nearest\\((\\d+), (0x[0-9a-f]+), (\\d+)\\)` = ([\\d,]+)")
                .matcher(prose);
        int found = 0;
        while (nearest.find()) {
            found++;
            long expected = Long.parseLong(nearest.group(4).replace(",", ""));
            int low = Integer.decode(nearest.group(2));
            assertThat(SequenceLow.nearest(Long.parseLong(nearest.group(1)), low, Integer.parseInt(nearest.group(3))))
                    .isEqualTo(expected);
        }
        assertThat(found).isEqualTo(3);
    }

    @Test
    void theWorkedBytesOfTheProseAreThoseOfTheFirstSession() throws IOException {
        List<String> worked = new ArrayList<>();
        Matcher row = Pattern.compile("(?m)^\\| ([→←]) \\| `([0-9a-f]+)` \\|").matcher(prose);
        while (row.find()) {
            worked.add((row.group(1).equals("→") ? "> " : "< ") + row.group(2));
        }
        List<String> session = VectorsTest.rows(Path.of("vectors", "sessions", "01-enrol-and-send.txt"), 3)
                .map(line -> line[0] + " " + line[1])
                .toList();
        assertThat(worked).isEqualTo(session);
    }

    @Test
    void everyLinkInsideTheProseLeadsToAHeading() {
        List<String> anchors = new ArrayList<>();
        Matcher heading = Pattern.compile("(?m)^#+ (.*)$").matcher(prose);
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} -]", "")
                    .replace(' ', '-'));
        }
        Matcher link = Pattern.compile("\\]\\(#([^)]+)\\)").matcher(prose);
        while (link.find()) {
            assertThat(anchors).contains(link.group(1));
        }
    }

    /** The cells of the one row of a table that begins with this number and name. */
    private String[] row(int code, String name) {
        Matcher row =
                Pattern.compile("(?m)^\\| " + code + " \\| " + name + " \\|.*$").matcher(prose);
        assertThat(row.find()).as("a row for %d %s", code, name).isTrue();
        return row.group().split(" ?\\| ?");
    }

    private List<Map<String, Object>> frames() {
        List<Map<String, Object>> frames = new ArrayList<>();
        ((List<?>) get(data, "frames")).forEach(frame -> frames.add(object(Objects.requireNonNull(frame))));
        return frames;
    }

    private static Object get(Map<String, Object> object, String key) {
        return Objects.requireNonNull(object.get(key), key);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static String camel(String constant) {
        Matcher word = Pattern.compile("_(.)").matcher(constant.toLowerCase(Locale.ROOT));
        return word.replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
