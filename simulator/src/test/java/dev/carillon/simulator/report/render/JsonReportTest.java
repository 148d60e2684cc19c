package dev.carillon.simulator.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.simulator.report.Report;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The JSON form, read back by a parser that forgives nothing. */
class JsonReportTest {
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static JsonNode parsed(Report report) throws IOException {
        return STRICT.readTree(JsonReport.line(report));
    }

    private static JsonNode section(JsonNode report, String kind) {
        for (JsonNode section : report.path("sections")) {
            if (section.path("kind").asText().equals(kind)) {
                return section;
            }
        }
        throw new AssertionError("no section " + kind);
    }

    @Test
    void allOfItIsThere() throws IOException {
        JsonNode report = parsed(SampleReport.red());

        assertThat(report.path("verdict").path("colour").asText()).isEqualTo("RED");
        assertThat(report.path("sections"))
                .hasSize(SampleReport.red().sections().size());
        JsonNode figure = section(report, "figures").path("figures").path(0);
        assertThat(figure.path("value").isNumber()).isTrue();
        assertThat(figure.path("value").asDouble()).isEqualTo(359_812);
        JsonNode chart = section(report, "chart");
        assertThat(chart.path("places")).hasSize(240);
        assertThat(chart.path("series").path(0).path("values")).hasSize(240);
        assertThat(chart.path("y").path("scale").asText()).isEqualTo("LOG");
        assertThat(chart.path("marks").path(2).path("label").asText()).isEqualTo("kill -9 node 2");
        assertThat(section(report, "checks")
                        .path("checks")
                        .path(3)
                        .path("outcome")
                        .asText())
                .isEqualTo("NOT_CHECKED");
        assertThat(section(report, "table").path("rows").path(1).path(2).asDouble())
                .isEqualTo(93.7);
        assertThat(section(report, "violations").path("violations").path(0).path("details"))
                .hasSize(5);
        assertThat(section(report, "story").path("lines")).hasSize(7);
        assertThat(section(report, "method").path("facts").path("seed").asText())
                .isEqualTo("7");
    }

    @Test
    void anyTextComesBackAsItWas() throws IOException {
        JsonNode report = parsed(HostileReport.of(HostileReport.NAME));
        assertThat(report.path("title").asText()).isEqualTo(HostileReport.NAME);
        assertThat(section(report, "method")
                        .path("facts")
                        .path(HostileReport.NAME)
                        .asText())
                .isEqualTo(HostileReport.NAME);
    }

    @Test
    void whatTheOtherFormsCannotHoldIsReplacedHereToo() throws IOException {
        assertThat(parsed(HostileReport.of(HostileReport.BROKEN)).path("title").asText())
                .isEqualTo(PlainText.of(HostileReport.BROKEN))
                .isEqualTo(HostileReport.NAME + "\ufffd\ufffd[31m\ufffd\ufffd");
    }

    @Test
    void noNumberIsNull() throws IOException {
        JsonNode values = section(parsed(HostileReport.of("x")), "chart")
                .path("series")
                .path(0)
                .path("values");
        assertThat(values.path(0).isNull()).isTrue();
        assertThat(values.path(1).asDouble()).isEqualTo(1e300);
    }

    @Test
    void itIsOneLineThatMayStandInAPage() {
        assertThat(JsonReport.line(HostileReport.of(HostileReport.BROKEN)).chars())
                .allMatch(c -> c >= ' ' && c < 0x7f && c != '<' && c != '>' && c != '&');
    }
}
