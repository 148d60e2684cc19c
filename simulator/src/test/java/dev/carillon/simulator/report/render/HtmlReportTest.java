package dev.carillon.simulator.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.simulator.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** The page, as a browser's parser sees it. */
class HtmlReportTest {
    private static Document parsed(Report report) {
        return Jsoup.parse(HtmlReport.page(report));
    }

    private static List<String> shape(Document page) {
        return page.getAllElements().stream()
                .map(element -> element.tagName()
                        + element.attributes().asList().stream()
                                .map(Attribute::getKey)
                                .toList())
                .toList();
    }

    @Test
    void namesStayNames() throws IOException {
        Document page = parsed(HostileReport.of(HostileReport.NAME));

        assertThat(shape(page)).isEqualTo(shape(parsed(HostileReport.of("harmless"))));
        assertThat(page.title()).isEqualTo("RED: " + HostileReport.NAME);
        for (String where : List.of("h1", ".sentence", "li", "h2", ".hint", "th[scope=row]", "pre", "dt", "dd", "td")) {
            assertThat(page.select(where).text()).as(where).contains(HostileReport.NAME);
        }
        JsonNode data = new ObjectMapper().readTree(page.select("#report-data").html());
        assertThat(data.path("title").asText()).isEqualTo(HostileReport.NAME);
    }

    @Test
    void whatHtmlCannotHoldIsReplaced() {
        String page = HtmlReport.page(HostileReport.of(HostileReport.BROKEN));
        assertThat(page.codePoints()).noneMatch(c -> c == 0 || c == 0x1b || c == 0xFFFF || c >= 0xD800 && c < 0xE000);
    }

    @Test
    void nothingIsLoadedFromAnywhere() {
        for (Report report : List.of(SampleReport.red(), HostileReport.of("https://example.org/x.png"))) {
            Document page = parsed(report);
            for (Element element : page.getAllElements()) {
                for (String attribute : List.of("src", "href", "srcset", "data", "action", "poster", "background")) {
                    if (element.hasAttr(attribute)) {
                        assertThat(element.attr(attribute))
                                .as(element.tagName())
                                .matches("#.*|data:.*");
                    }
                }
                assertThat(element.hasAttr("style")).isFalse();
            }
            assertThat(page.select("iframe, object, embed, base, form, img")).isEmpty();
            assertThat(page.select("style").html()).doesNotContain("url(").doesNotContain("@import");
            assertThat(page.select("script:not([type])").html().toLowerCase(Locale.ROOT))
                    .doesNotContain("fetch(", "xmlhttprequest", "import(", "websocket", "eventsource", "sendbeacon");
            assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                    .startsWith("default-src 'none';")
                    .doesNotContain("http");
        }
    }

    @Test
    void everythingButTheLinesIsThereWithoutJavaScript() {
        Document page = parsed(SampleReport.red());
        page.select("script").remove();
        String text = page.body().text();

        assertThat(page.select(".verdict.red .word").text()).isEqualTo("✗ RED");
        assertThat(text).contains("do not ship this build", "359,812", "not ok", "n2", "93.7", "row 188,204");
        assertThat(page.select("section.chart table").text()).contains("p99", "median", "kill -9");
        assertThat(page.select("nav a").eachAttr("href"))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(page.select(link)).hasSize(1));
    }

    @Test
    void greenIsSaidInAWord() {
        Document page = parsed(SampleReport.green());
        assertThat(page.select(".verdict.green .word").text()).isEqualTo("✓ GREEN");
        assertThat(page.select(".violations").text()).contains("None was found.");
    }

    @Test
    void theFileIsThePage() throws IOException {
        // Stays in the build's folder, to be looked at.
        Path file = Path.of("target", "sample-report.html");
        HtmlReport.write(SampleReport.red(), file);
        assertThat(Files.readString(file)).isEqualTo(HtmlReport.page(SampleReport.red()));
    }
}
