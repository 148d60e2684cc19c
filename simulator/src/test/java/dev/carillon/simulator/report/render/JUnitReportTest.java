package dev.carillon.simulator.report.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.report.Report;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The JUnit XML, as a build server reads it. */
class JUnitReportTest {
    private static Document parsed(Report report) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(JUnitReport.xml(report, 240.5))));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    @Test
    void checksAreTestCases() throws Exception {
        Document xml = parsed(SampleReport.red());

        Element suite = elements(xml, "testsuite").get(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("7");
        assertThat(suite.getAttribute("failures")).isEqualTo("3");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        assertThat(suite.getAttribute("time")).isEqualTo("240.500");
        assertThat(elements(xml, "testcase")).hasSize(7);
        assertThat(elements(xml, "failure"))
                .extracting(failure -> failure.getAttribute("message"))
                .containsExactly(
                        "One acked message was lost and the 99th percentile was too long; do not ship this build.",
                        "1 of 359,812 acked messages did not arrive",
                        "268 ms");
        assertThat(elements(xml, "skipped")).hasSize(1);
        assertThat(elements(xml, "failure").get(1).getTextContent()).contains("anna → bert", "entry 48,113");
        assertThat(elements(xml, "failure").get(0).getTextContent()).contains("after the second kill");
    }

    @Test
    void aGreenReportHasNoFailure() throws Exception {
        Document xml = parsed(SampleReport.green());
        assertThat(elements(xml, "testcase")).hasSize(1);
        assertThat(elements(xml, "failure")).isEmpty();
    }

    @Test
    void anyTextIsHeld() throws Exception {
        Document xml = parsed(HostileReport.of(HostileReport.BROKEN));
        assertThat(elements(xml, "failure").get(1).getAttribute("message"))
                .startsWith(HostileReport.NAME)
                .endsWith("\ufffd\ufffd[31m\ufffd\ufffd");
        assertThat(elements(xml, "img")).isEmpty();
    }
}
