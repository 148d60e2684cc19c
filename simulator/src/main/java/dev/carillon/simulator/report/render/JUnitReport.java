package dev.carillon.simulator.report.render;

import dev.carillon.simulator.report.Check;
import dev.carillon.simulator.report.Checks;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Verdict;
import dev.carillon.simulator.report.Violation;
import dev.carillon.simulator.report.Violations;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A report as JUnit XML, for build servers: each check is a test case, and so is the verdict, so that a red report is
 * red there even if no single check says why.
 */
public final class JUnitReport {
    private static final int VIOLATIONS_SHOWN = 10;

    private JUnitReport() {}

    /**
     * Writes the file, over what was there.
     *
     * @param seconds how long the run took
     */
    public static void write(Report report, double seconds, Path file) throws IOException {
        Files.writeString(file, xml(report, seconds), StandardCharsets.UTF_8);
    }

    /** The document. */
    static String xml(Report report, double seconds) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            document(xml, report, seconds);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string did not take XML", e);
        }
        return text.toString();
    }

    private static void document(XMLStreamWriter xml, Report report, double seconds) throws XMLStreamException {
        List<Check> checks = checks(report);
        String suite = PlainText.of(report.title());
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuites");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", suite);
        xml.writeAttribute("tests", Integer.toString(checks.size()));
        xml.writeAttribute("failures", count(checks, Check.Outcome.BROKEN));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", count(checks, Check.Outcome.NOT_CHECKED));
        xml.writeAttribute("time", String.format(Locale.ROOT, "%.3f", seconds));
        for (Check check : checks) {
            testCase(xml, suite, check, evidence(report, check));
        }
        xml.writeCharacters("\n");
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeCharacters("\n");
        xml.writeEndDocument();
    }

    private static void testCase(XMLStreamWriter xml, String suite, Check check, String evidence)
            throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", suite + "." + PlainText.of(check.group()));
        xml.writeAttribute("name", PlainText.of(check.name()));
        xml.writeAttribute("time", "0");
        if (check.outcome() != Check.Outcome.HELD) {
            boolean broken = check.outcome() == Check.Outcome.BROKEN;
            xml.writeStartElement(broken ? "failure" : "skipped");
            xml.writeAttribute(
                    "message", PlainText.of(check.detail().lines().findFirst().orElse("")));
            if (broken) {
                xml.writeAttribute("type", PlainText.of(check.group()));
                xml.writeCharacters(PlainText.of(evidence));
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static List<Check> checks(Report report) {
        List<Check> checks = new ArrayList<>();
        Verdict verdict = report.verdict();
        String why = Stream.concat(Stream.of(verdict.sentence()), verdict.reasons().stream())
                .collect(Collectors.joining("\n"));
        checks.add(Check.of("verdict", "verdict", verdict.isGreen(), why));
        report.sections().stream()
                .filter(Checks.class::isInstance)
                .forEach(section -> checks.addAll(((Checks) section).checks()));
        return checks;
    }

    private static String count(List<Check> checks, Check.Outcome outcome) {
        return Long.toString(
                checks.stream().filter(check -> check.outcome() == outcome).count());
    }

    /** The violations of the promise that a check is named after. */
    private static String evidence(Report report, Check check) {
        List<Violation> found = report.sections().stream()
                .filter(Violations.class::isInstance)
                .flatMap(section -> ((Violations) section).violations().stream())
                .filter(violation -> violation.promise().equals(check.name()))
                .toList();
        String shown = found.stream()
                .limit(VIOLATIONS_SHOWN)
                .map(violation -> violation.sentence() + "\n  " + String.join("\n  ", violation.details()))
                .collect(Collectors.joining("\n"));
        int more = found.size() - VIOLATIONS_SHOWN;
        return check.detail() + (shown.isEmpty() ? "" : "\n" + shown) + (more > 0 ? "\nand " + more + " more" : "");
    }
}
