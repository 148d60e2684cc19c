package dev.carillon.simulator.capacity;

import dev.carillon.simulator.report.Axis;
import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Check;
import dev.carillon.simulator.report.Checks;
import dev.carillon.simulator.report.Figure;
import dev.carillon.simulator.report.Judgement;
import dev.carillon.simulator.report.Mark;
import dev.carillon.simulator.report.Method;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Series;
import dev.carillon.simulator.report.Story;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Value;
import dev.carillon.simulator.report.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** A plan as a report. */
final class PlanReport {
    private static final int PLACES = 40;
    private static final double DECADE_BELOW = 0.1;
    private static final double DECADE_ABOVE = 10;
    private static final double GROWN = 2.5;
    private static final double GIB = 0x1p30;
    private static final double MEGA = 1e6;
    private static final double HUNDRED = 100;
    private static final String DEATH = "When a node dies";

    private final Question question;
    private final Planner planner;
    private final Plan plan;
    private final PlanWords words;
    private final String command;

    /** @param command that asked, for those who want to ask again */
    PlanReport(Question question, Plan plan, String command) {
        this.question = question;
        this.planner = question.planner();
        this.plan = plan;
        this.words = new PlanWords(question, plan);
        this.command = command;
    }

    Report report() {
        Verdict verdict =
                plan.isFine() ? Verdict.green(words.verdict()) : Verdict.red(words.verdict(), plan.problems());
        List<Section> sections = new ArrayList<>();
        sections.add(figures());
        sections.add(checks());
        sections.add(nodesChart());
        sections.add(useChart());
        if (plan.death().alive() > 0) {
            sections.add(deathChart());
            sections.add(deathTable());
        } else {
            sections.add(new Story(DEATH, "", words.death()));
        }
        sections.add(limits());
        sections.add(splitTable());
        if (question.behaviour().messagesPerSecond() > 0) {
            sections.add(messageChart());
        }
        sections.add(new Story("What to know", "", words.notes()));
        sections.add(method());
        return new Report(
                "Capacity for " + Words.count(question.behaviour().users()) + " users",
                plan.nodes() + " × " + question.machineText() + " · "
                        + question.layout().replicas() + " replicas · " + plan.partitions() + " partitions",
                verdict,
                sections);
    }

    private Section figures() {
        Behaviour behaviour = question.behaviour();
        Use use = plan.use();
        Machine machine = question.machine();
        return new dev.carillon.simulator.report.Figures(
                "At a glance",
                "At the peak, of the fullest node.",
                List.of(
                        Figure.plain("nodes", plan.nodes(), "", "of " + question.machineText()),
                        Figure.plain(
                                "messages", Math.rint(behaviour.messagesPerSecond()), "/s", "of all users together"),
                        Figure.plain("devices", Math.rint(behaviour.sessions()), "", "connected at once"),
                        tile(Resource.CPU, use.cpu() / MEGA, "cores", Words.format("of %.0f", machine.cores())),
                        tile(Resource.MEMORY, use.memory() / GIB, "GiB", "of " + Words.size(machine.memoryBytes())),
                        tile(Resource.DISK, use.disk() / GIB, "GiB", "of " + Words.size(machine.diskBytes())),
                        tile(
                                Resource.NETWORK,
                                use.network() / MEGA,
                                "Mbit/s",
                                Words.format("of %,.0f", machine.networkBits() / MEGA)),
                        Figure.plain(
                                "written",
                                plan.writtenPerSecond() / MEGA,
                                "MB/s",
                                Words.format("to the disk, %,.0f syncs/s", plan.syncsPerSecond()))));
    }

    private Figure tile(Resource resource, double value, String unit, String of) {
        double share = plan.use().share(resource, question.machine());
        return Figure.judged(
                resource.label(),
                value,
                unit,
                of + ", " + Words.percent(share),
                share <= question.headRoom().allowed(resource));
    }

    private Section checks() {
        List<Check> checks = new ArrayList<>();
        for (Resource resource : Resource.values()) {
            double share = plan.use().share(resource, question.machine());
            checks.add(check("head room", resource, share, question.headRoom().allowed(resource)));
        }
        for (Resource resource : Resource.values()) {
            double share = plan.death().worstShare(resource, question.machine());
            checks.add(
                    plan.death().served()
                            ? check(
                                    "after a death",
                                    resource,
                                    share,
                                    question.headRoom().afterDeath())
                            : new Check(
                                    "after a death",
                                    resource.label(),
                                    Check.Outcome.NOT_CHECKED,
                                    "a death stops partitions"));
        }
        checks.add(Check.of(
                "after a death",
                "everybody is served on",
                plan.death().served(),
                plan.death().served() ? "every partition keeps a majority" : "some partitions lose their majority"));
        return new Checks("Is it enough?", "", checks);
    }

    private static Check check(String group, Resource resource, double share, double allowed) {
        String seen = Words.percent(share) + " is used, " + Words.percent(allowed) + " is allowed";
        return Check.of(group, resource.label(), share <= allowed, seen);
    }

    private Section nodesChart() {
        double users = question.behaviour().users();
        List<Double> places = new ArrayList<>();
        List<Double> nodes = new ArrayList<>();
        for (int i = 0; i <= PLACES; i++) {
            double at = Math.max(1, users * DECADE_BELOW * Math.pow(DECADE_ABOVE / DECADE_BELOW, (double) i / PLACES));
            if (places.isEmpty() || at > places.get(places.size() - 1)) {
                places.add(at);
                nodes.add(nodesFor(at));
            }
        }
        return new Chart(
                "Nodes by users",
                "The smallest cluster that is enough, also after a death.",
                Axis.log("users", ""),
                Axis.linear("nodes", ""),
                places,
                List.of(new Series("nodes", nodes)),
                List.of(Mark.at(users, "asked for", Mark.Kind.NOTE)));
    }

    private double nodesFor(double users) {
        try {
            return planner.nodesFor(question.behaviour().withUsers(users));
        } catch (PlanException e) {
            return Double.NaN; // more than a cluster can have
        }
    }

    private Section useChart() {
        return growthChart(
                "What fills up as users come",
                "With " + plan.nodes() + " nodes, of the fullest one. " + words.split(),
                (then, resource) -> then.use().share(resource, question.machine()));
    }

    private Section deathChart() {
        return growthChart(
                "What the others carry after a death",
                "With " + plan.nodes() + " nodes before it, of the fullest survivor, at the peak.",
                (then, resource) -> then.death().worstShare(resource, question.machine()));
    }

    private Plan at(double users) {
        return planner.at(question.behaviour().withUsers(users), plan.nodes());
    }

    private Section growthChart(String heading, String note, ToDoubleBiFunction<Plan, Resource> share) {
        double users = question.behaviour().users();
        List<Double> places = new ArrayList<>();
        for (int i = 1; i <= PLACES; i++) {
            places.add(Math.max(i, users * GROWN * i / PLACES));
        }
        List<Plan> plans = places.stream().map(this::at).toList();
        List<Series> lines = new ArrayList<>();
        for (Resource resource : Resource.values()) {
            lines.add(new Series(
                    resource.label(),
                    plans.stream()
                            .map(then -> share.applyAsDouble(then, resource) * HUNDRED)
                            .toList()));
        }
        List<Mark> marks = new ArrayList<>(List.of(Mark.at(users, "asked for", Mark.Kind.NOTE)));
        double limit = users * plan.limits().get(0).factor();
        if (limit > users && limit < users * GROWN) {
            marks.add(Mark.at(limit, plan.limits().get(0).label() + " runs out", Mark.Kind.FAULT));
        }
        return new Chart(heading, note, Axis.linear("users", ""), Axis.linear("used", "%"), places, lines, marks);
    }

    private Section deathTable() {
        Death death = plan.death();
        List<Table.Row> rows = new ArrayList<>();
        for (Resource resource : Resource.values()) {
            rows.add(new Table.Row(
                    List.of(
                            Value.of(resource.label()),
                            Value.of(percent(plan.use(), resource)),
                            Value.of(percent(death.right(), resource)),
                            Value.of(death.copies() ? percent(death.copied(), resource) : Double.NaN)),
                    death.worstShare(resource, question.machine())
                                    > question.headRoom().afterDeath()
                            ? Judgement.BAD
                            : Judgement.PLAIN));
        }
        return new Table(
                DEATH,
                String.join(" ", words.death()),
                List.of(
                        Table.Column.words("of the fullest node"),
                        Table.Column.numbers("before", "%"),
                        Table.Column.numbers("right after", "%"),
                        Table.Column.numbers("when all is copied", "%")),
                rows);
    }

    private double percent(Use use, Resource resource) {
        return use.share(resource, question.machine()) * HUNDRED;
    }

    private Section limits() {
        List<Table.Row> rows = new ArrayList<>();
        for (Limit limit : plan.limits()) {
            rows.add(new Table.Row(
                    List.of(
                            Value.of(limit.label()),
                            Value.of(Math.floor(question.behaviour().users() * limit.factor())),
                            Value.of(limit.factor()),
                            Value.of(Words.months(question.months(limit.factor())))),
                    limit.factor() < 1 ? Judgement.BAD : Judgement.PLAIN));
        }
        return new Table(
                "How long it is enough",
                "How far users can grow with " + plan.nodes() + " nodes until each runs out; with "
                        + Words.percent(question.monthlyGrowth()) + " growth a month.",
                List.of(
                        Table.Column.words("what runs out"),
                        Table.Column.numbers("users", ""),
                        Table.Column.numbers("times", "today's"),
                        Table.Column.words("when")),
                rows);
    }

    private Section splitTable() {
        Split split = planner.split(question.behaviour(), plan.nodes());
        List<Table.Row> rows = new ArrayList<>();
        for (Split.Step step : split.steps()) {
            double factor = step.users() / question.behaviour().users();
            rows.add(Table.Row.of(
                    Value.of(step.nodes()),
                    Value.of(Math.floor(step.users())),
                    Value.of(factor),
                    Value.of(Words.months(question.months(factor)))));
        }
        return new Table(
                "When to split",
                "With more nodes, and the " + plan.partitions() + " partitions that the cluster is made with. "
                        + words.splits().get(2),
                List.of(
                        Table.Column.numbers("nodes", ""),
                        Table.Column.numbers("enough for users", ""),
                        Table.Column.numbers("times", "today's"),
                        Table.Column.words("until")),
                rows);
    }

    private Section messageChart() {
        double messages = question.behaviour().messagesPerSecond();
        List<Double> places = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        for (int i = 0; i <= PLACES; i++) {
            double users = question.behaviour().users()
                    * DECADE_BELOW
                    * DECADE_BELOW
                    * Math.pow(DECADE_ABOVE / DECADE_BELOW * DECADE_ABOVE, (double) i / PLACES);
            Behaviour then = question.behaviour().withUsers(Math.max(1, users));
            double at = then.messagesPerSecond();
            if (places.isEmpty() || at > places.get(places.size() - 1)) {
                places.add(at);
                costs.add(planner.cpuPerMessage(then, plan.nodes()));
            }
        }
        return new Chart(
                "What a message costs",
                "With " + plan.nodes()
                        + " nodes, CPU of all together: where few come each has all its passes to itself, where many come they share.",
                Axis.log("messages", "/s"),
                Axis.linear("CPU per message", "µs"),
                places,
                List.of(new Series("CPU per message", costs)),
                List.of(Mark.at(messages, "asked for", Mark.Kind.NOTE)));
    }

    private Section method() {
        Map<String, String> facts = new LinkedHashMap<>();
        Behaviour b = question.behaviour();
        facts.put("command", command);
        facts.put(
                "users",
                Words.format(
                        "%,.0f, %s online at the peak with %.2f devices each",
                        b.users(), Words.percent(b.online()), b.devices()));
        facts.put(
                "traffic",
                Words.format(
                        "%.1f messages a day and user, %.0f bytes, peak %.1f times the mean",
                        b.messagesPerDay(), b.payloadBytes(), b.peakFactor()));
        facts.put(
                "waiting",
                Words.format("%s of messages wait, up to %.0f days", Words.percent(b.waiting()), b.retentionDays()));
        question.costs().provenance().forEach((name, value) -> facts.put("costs: " + name, value));
        return new Method(
                "How this was worked out",
                "A model fed by measured costs; not a measurement of such a cluster.",
                facts);
    }
}
