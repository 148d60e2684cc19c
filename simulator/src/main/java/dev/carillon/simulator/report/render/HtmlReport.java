package dev.carillon.simulator.report.render;

import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A report as one page that opens from disk and loads nothing: the charts' library, the style and the data are in it,
 * and its policy forbids the browser to fetch. Without JavaScript everything but the drawn lines is there.
 */
public final class HtmlReport {
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";
    private static final String ICON =
            "data:image/svg+xml,%%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%%3E%%3Ccircle cx='8' cy='8' r='7' fill='%%23%s'/%%3E%%3C/svg%%3E";

    private HtmlReport() {}

    /** Writes the file, over what was there. */
    public static void write(Report report, Path file) throws IOException {
        Files.writeString(file, page(report), StandardCharsets.UTF_8);
    }

    /** The page. */
    static String page(Report report) {
        Markup page = new Markup().raw("<!DOCTYPE html>\n").open("html", "lang", "en");
        head(page, report);
        page.open("body");
        masthead(page, report);
        contents(page, report);
        page.open("main");
        SectionHtml sections = new SectionHtml(page);
        for (int i = 0; i < report.sections().size(); i++) {
            sections.write(report.sections().get(i), i);
        }
        page.close();
        page.element(
                "footer",
                "Made by Carillon's simulator. Charts: uPlot " + PageParts.libraryVersion()
                        + ", MIT licence. This page loads nothing from anywhere.");
        page.open("script", "type", "application/json", "id", "report-data")
                .raw(JsonReport.line(report))
                .close();
        page.open("script").raw(PageParts.library()).close();
        page.open("script").raw(PageParts.script()).close();
        return page.close().close().raw("\n").toString();
    }

    private static void head(Markup page, Report report) {
        boolean green = report.verdict().isGreen();
        page.open("head").single("meta", "charset", "utf-8");
        page.single("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
        page.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.single("meta", "name", "color-scheme", "content", "light dark");
        page.element("title", report.verdict().colour() + ": " + report.title());
        page.single("link", "rel", "icon", "href", String.format(Locale.ROOT, ICON, green ? "1b7f4d" : "b3261e"));
        page.open("style").raw(PageParts.style()).close().close();
    }

    private static void masthead(Markup page, Report report) {
        Verdict verdict = report.verdict();
        page.open("header").element("h1", report.title());
        if (!report.subtitle().isEmpty()) {
            page.element("p", report.subtitle(), "class", "subtitle");
        }
        page.open("div", "class", "verdict " + verdict.colour().name().toLowerCase(Locale.ROOT));
        page.element("strong", (verdict.isGreen() ? "✓ " : "✗ ") + verdict.colour(), "class", "word");
        page.open("div").element("p", verdict.sentence(), "class", "sentence");
        if (!verdict.reasons().isEmpty()) {
            page.open("ul");
            verdict.reasons().forEach(reason -> page.element("li", reason));
            page.close();
        }
        page.close().close().close();
    }

    private static void contents(Markup page, Report report) {
        page.open("nav", "aria-label", "Contents");
        for (int i = 0; i < report.sections().size(); i++) {
            Section section = report.sections().get(i);
            page.element("a", section.heading(), "href", "#" + SectionHtml.id(i));
        }
        page.close();
    }
}
