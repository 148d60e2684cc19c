package dev.carillon.simulator.report.render;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.simulator.report.Axis;
import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Check;
import dev.carillon.simulator.report.Checks;
import dev.carillon.simulator.report.Figure;
import dev.carillon.simulator.report.Figures;
import dev.carillon.simulator.report.Mark;
import dev.carillon.simulator.report.Method;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Series;
import dev.carillon.simulator.report.Story;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Value;
import dev.carillon.simulator.report.Verdict;
import dev.carillon.simulator.report.Violation;
import dev.carillon.simulator.report.Violations;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the parts of a report as JSON. The names here are what scripts rely on. One thread. */
final class SectionJson {
    private final JsonGenerator json;

    SectionJson(JsonGenerator json) {
        this.json = json;
    }

    void report(Report report) throws IOException {
        json.writeStartObject();
        text("title", report.title());
        text("subtitle", report.subtitle());
        Verdict verdict = report.verdict();
        json.writeObjectFieldStart("verdict");
        text("colour", verdict.colour().name());
        text("sentence", verdict.sentence());
        texts("reasons", verdict.reasons());
        json.writeEndObject();
        json.writeArrayFieldStart("sections");
        for (Section section : report.sections()) {
            json.writeStartObject();
            section(section);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void section(Section section) throws IOException {
        text("kind", section.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        text("heading", section.heading());
        text("note", section.note());
        if (section instanceof Figures figures) {
            figures(figures);
        } else if (section instanceof Checks checks) {
            checks(checks);
        } else if (section instanceof Chart chart) {
            chart(chart);
        } else if (section instanceof Table table) {
            table(table);
        } else if (section instanceof Story story) {
            texts("lines", story.lines());
        } else if (section instanceof Violations violations) {
            violations(violations);
        } else if (section instanceof Method method) {
            method(method);
        }
    }

    private void figures(Figures figures) throws IOException {
        json.writeArrayFieldStart("figures");
        for (Figure figure : figures.figures()) {
            json.writeStartObject();
            text("name", figure.name());
            json.writeFieldName("value");
            value(figure.value());
            text("unit", figure.unit());
            text("hint", figure.hint());
            text("judgement", figure.judgement().name());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void checks(Checks checks) throws IOException {
        json.writeArrayFieldStart("checks");
        for (Check check : checks.checks()) {
            json.writeStartObject();
            text("group", check.group());
            text("name", check.name());
            text("outcome", check.outcome().name());
            text("detail", check.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void chart(Chart chart) throws IOException {
        axis("x", chart.x());
        axis("y", chart.y());
        numbers("places", chart.places());
        json.writeArrayFieldStart("series");
        for (Series line : chart.series()) {
            json.writeStartObject();
            text("name", line.name());
            numbers("values", line.values());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("marks");
        for (Mark mark : chart.marks()) {
            json.writeStartObject();
            json.writeFieldName("from");
            number(mark.from());
            json.writeFieldName("to");
            number(mark.to());
            text("label", mark.label());
            text("kind", mark.kind().name());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void axis(String field, Axis axis) throws IOException {
        json.writeObjectFieldStart(field);
        text("name", axis.name());
        text("unit", axis.unit());
        text("scale", axis.scale().name());
        json.writeEndObject();
    }

    private void table(Table table) throws IOException {
        json.writeArrayFieldStart("columns");
        for (Table.Column column : table.columns()) {
            json.writeStartObject();
            text("name", column.name());
            text("unit", column.unit());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
        for (Table.Row row : table.rows()) {
            json.writeStartArray();
            for (Value cell : row.cells()) {
                value(cell);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        texts(
                "judgements",
                table.rows().stream().map(row -> row.judgement().name()).toList());
    }

    private void violations(Violations violations) throws IOException {
        json.writeNumberField("total", violations.total());
        json.writeArrayFieldStart("violations");
        for (Violation violation : violations.violations()) {
            json.writeStartObject();
            text("promise", violation.promise());
            text("sentence", violation.sentence());
            texts("details", violation.details());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void method(Method method) throws IOException {
        json.writeObjectFieldStart("facts");
        for (Map.Entry<String, String> fact : method.facts().entrySet()) {
            text(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
    }

    private void text(String field, String text) throws IOException {
        json.writeStringField(PlainText.of(field), PlainText.of(text));
    }

    private void texts(String field, List<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(PlainText.of(text));
        }
        json.writeEndArray();
    }

    private void numbers(String field, List<Double> numbers) throws IOException {
        json.writeArrayFieldStart(field);
        for (double number : numbers) {
            number(number);
        }
        json.writeEndArray();
    }

    private void value(Value value) throws IOException {
        if (value instanceof Value.Number number) {
            number(number.number());
        } else {
            json.writeString(PlainText.of(value.text()));
        }
    }

    /** JSON knows neither infinity nor what is not a number; whole numbers are written without a fraction. */
    private void number(double number) throws IOException {
        if (!Double.isFinite(number)) {
            json.writeNull();
        } else if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
            json.writeNumber((long) number);
        } else {
            json.writeNumber(number);
        }
    }
}
