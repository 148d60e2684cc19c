package dev.carillon.simulator.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** Escaping where a page has no name of the users' today: attributes. */
class MarkupTest {
    @Test
    void anAttributeHoldsAnyText() {
        String html = new Markup()
                .element("p", "text", "title", HostileReport.NAME, "class", "a")
                .toString();
        Element paragraph = Jsoup.parseBodyFragment(html).select("p").first();
        assertThat(paragraph).isNotNull();
        assertThat(paragraph.attributes().size()).isEqualTo(2);
        assertThat(paragraph.attr("title")).isEqualTo(HostileReport.NAME);
    }
}
