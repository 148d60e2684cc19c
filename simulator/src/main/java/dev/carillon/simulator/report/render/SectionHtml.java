package dev.carillon.simulator.report.render;

import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Check;
import dev.carillon.simulator.report.Checks;
import dev.carillon.simulator.report.Figure;
import dev.carillon.simulator.report.Figures;
import dev.carillon.simulator.report.Judgement;
import dev.carillon.simulator.report.Method;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Story;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Violation;
import dev.carillon.simulator.report.Violations;
import java.util.List;
import java.util.Locale;

/** Writes the sections of a page. One thread. */
final class SectionHtml {
    private final Markup page;

    SectionHtml(Markup page) {
        this.page = page;
    }

    /** The name that links use for a section. */
    static String id(int index) {
        return "s" + (index + 1);
    }

    void write(Section section, int index) {
        String kind = section.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                + (section instanceof Story story && story.caution() ? " caution" : "");
        page.open("section", "id", id(index), "class", kind);
        page.element("h2", section.heading());
        if (!section.note().isEmpty()) {
            page.element("p", section.note(), "class", "note");
        }
        if (section instanceof Figures figures) {
            figures(figures);
        } else if (section instanceof Checks checks) {
            checks(checks);
        } else if (section instanceof Chart chart) {
            new ChartHtml(page).write(chart, index);
        } else if (section instanceof Table table) {
            table(table);
        } else if (section instanceof Story story && story.caution()) {
            story.lines().forEach(line -> page.element("p", line));
        } else if (section instanceof Story story) {
            page.element("pre", String.join("\n", story.lines()), "tabindex", "0");
        } else if (section instanceof Violations violations) {
            violations(violations);
        } else if (section instanceof Method method) {
            page.open("dl");
            method.facts().forEach((name, value) -> page.element("dt", name).element("dd", value));
            page.close();
        }
        page.close();
    }

    private void figures(Figures figures) {
        page.open("div", "class", "tiles");
        for (Figure figure : figures.figures()) {
            page.open("div", "class", "tile " + word(figure.judgement()));
            page.open("div", "class", "name").text(figure.name());
            judgement(figure.judgement());
            page.close().open("div", "class", "value").text(figure.value().text());
            if (!figure.unit().isEmpty()) {
                page.element("span", " " + figure.unit(), "class", "unit");
            }
            page.close().element("div", figure.hint(), "class", "hint").close();
        }
        page.close();
    }

    private void checks(Checks checks) {
        page.open("div", "class", "wide").open("table").open("thead").open("tr");
        List.of("", "what", "outcome", "what was seen").forEach(name -> page.element("th", name, "scope", "col"));
        page.close().close().open("tbody");
        for (Check check : checks.checks()) {
            boolean held = check.outcome() == Check.Outcome.HELD;
            boolean broken = check.outcome() == Check.Outcome.BROKEN;
            page.open("tr", "class", held ? "ok" : broken ? "bad" : "plain");
            page.element("td", held ? "✓" : broken ? "✗" : "–", "class", "sign", "aria-hidden", "true");
            page.open("th", "scope", "row")
                    .text(check.name())
                    .element("span", check.group(), "class", "group")
                    .close();
            page.element("td", check.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '), "class", "outcome");
            page.element("td", check.detail()).close();
        }
        page.close().close().close();
    }

    void table(Table table) {
        page.open("div", "class", "wide").open("table").open("thead").open("tr");
        for (Table.Column column : table.columns()) {
            page.open("th", "scope", "col", "class", side(column)).text(column.name());
            if (!column.unit().isEmpty()) {
                page.element("span", " " + column.unit(), "class", "unit");
            }
            page.close();
        }
        page.close().close().open("tbody");
        List<ColumnFormat> formats = ColumnFormat.of(table);
        for (Table.Row row : table.rows()) {
            page.open("tr", "class", word(row.judgement()));
            for (int i = 0; i < row.cells().size(); i++) {
                String text = formats.get(i).text(row.cells().get(i));
                page.open("td", "class", side(table.columns().get(i))).text(text);
                if (i == 0) {
                    judgement(row.judgement());
                }
                page.close();
            }
            page.close();
        }
        page.close().close().close();
    }

    private void violations(Violations violations) {
        int shown = violations.violations().size();
        if (violations.total() == 0) {
            page.element("p", "None was found.", "class", "none");
        }
        for (Violation violation : violations.violations()) {
            page.open("details").open("summary");
            page.element("strong", violation.promise(), "class", "promise").text(" " + violation.sentence());
            page.close();
            page.element("pre", String.join("\n", violation.details()), "tabindex", "0")
                    .close();
        }
        if (violations.total() > shown) {
            page.element("p", String.format(Locale.ROOT, "%,d more are not shown.", violations.total() - shown));
        }
    }

    /** Says in a word what the colour says. */
    private void judgement(Judgement judgement) {
        if (judgement != Judgement.PLAIN) {
            page.element("span", judgement == Judgement.OK ? "ok" : "not ok", "class", "judgement");
        }
    }

    private static String word(Judgement judgement) {
        return judgement.name().toLowerCase(Locale.ROOT);
    }

    private static String side(Table.Column column) {
        return column.align() == Table.Align.RIGHT ? "right" : "left";
    }
}
