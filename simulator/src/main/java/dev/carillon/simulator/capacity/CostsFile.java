package dev.carillon.simulator.capacity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.carillon.simulator.capacity.fit.Gathering;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Costs as a JSON file: groups of numbers by name, and where they come from. */
final class CostsFile {
    private static final String DEFAULT = "default-costs.json";
    private static final String PROVENANCE = "provenance";
    private static final double MICROSECONDS = 1e6;
    private static final JsonFactory JSON = new JsonFactory();

    private final String name;
    private final Map<String, Map<String, Double>> groups = new LinkedHashMap<>();
    private final Map<String, String> provenance = new LinkedHashMap<>();

    private CostsFile(String name) {
        this.name = name;
    }

    /** Those that come with this build. */
    static Costs standard() {
        try (InputStream in = CostsFile.class.getResourceAsStream(DEFAULT)) {
            if (in == null) {
                throw new PlanException(DEFAULT + " is not in this build; name a file with --costs");
            }
            return new CostsFile(DEFAULT).read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new PlanException(DEFAULT + " of this build cannot be read: " + e.getMessage());
        }
    }

    static Costs read(Path file) {
        try {
            return new CostsFile(file.toString()).read(Files.readString(file));
        } catch (IOException e) {
            throw new PlanException("--costs " + file + " cannot be read: " + e.getMessage());
        }
    }

    private Costs read(String text) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            expect(json, json.nextToken(), JsonToken.START_OBJECT, "the file is one JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                group(json, json.currentName());
            }
        } catch (JsonProcessingException e) {
            throw wrong(e.getLocation(), "this is not JSON: " + e.getOriginalMessage());
        }
        return new Costs(
                Map.copyOf(provenance).isEmpty() ? Map.of("source", name) : new LinkedHashMap<>(provenance),
                new Costs.Rounds(
                        number("rounds", "passes_per_message"),
                        number("rounds", "passes_per_copy"),
                        number("rounds", "passes_per_relay"),
                        gathering("pass"),
                        number("rounds", "entries_per_message"),
                        gathering("entry"),
                        number("rounds", "syncs_per_replica"),
                        gathering("sync")),
                new Costs.Cpu(
                        number("cpu_us", "pass"),
                        number("cpu_us", "pass_away"),
                        number("cpu_us", "entry"),
                        number("cpu_us", "copied"),
                        number("cpu_us", "message"),
                        number("cpu_us", "relayed"),
                        number("cpu_us", "delivered"),
                        number("cpu_us", "connect"),
                        number("cpu_us", "keepalive"),
                        number("cpu_us", "idle_node_per_s"),
                        number("cpu_us", "replica_per_s")),
                new Costs.Memory(number("memory_bytes", "node"), number("memory_bytes", "session")),
                new Costs.Disk(
                        number("disk_bytes", "stored"),
                        number("disk_bytes", "written"),
                        number("disk_bytes", "entry"),
                        number("disk_bytes", "synced"),
                        number("disk_bytes", "user"),
                        number("disk_bytes", "node")),
                new Costs.Network(
                        number("network_bytes", "sent"),
                        number("network_bytes", "send_acked"),
                        number("network_bytes", "delivered"),
                        number("network_bytes", "delivery_acked"),
                        number("network_bytes", "replicated"),
                        number("network_bytes", "relayed"),
                        number("network_bytes", "keepalive")));
    }

    private void group(JsonParser json, String group) throws IOException {
        if (!List.of(PROVENANCE, "rounds", "cpu_us", "memory_bytes", "disk_bytes", "network_bytes")
                .contains(group)) {
            throw wrong(json.currentTokenLocation(), "nothing is known about \"" + group + "\"");
        }
        expect(json, json.nextToken(), JsonToken.START_OBJECT, "\"" + group + "\" is an object");
        Map<String, Double> numbers = groups.computeIfAbsent(group, any -> new LinkedHashMap<>());
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            if (group.equals(PROVENANCE)) {
                expect(json, token, JsonToken.VALUE_STRING, "\"" + field + "\" is a text");
                provenance.put(field, json.getText());
            } else {
                if (!token.isNumeric() || !(json.getDoubleValue() >= 0) || Double.isInfinite(json.getDoubleValue())) {
                    throw wrong(json.currentTokenLocation(), "\"" + field + "\" is a number from 0");
                }
                numbers.put(field, json.getDoubleValue());
            }
        }
    }

    private void expect(JsonParser json, JsonToken token, JsonToken wanted, String rule) {
        if (token != wanted) {
            throw wrong(json.currentTokenLocation(), rule);
        }
    }

    private double number(String group, String field) {
        Double number = groups.getOrDefault(group, Map.of()).get(field);
        if (number == null) {
            throw new PlanException(name + ": \"" + field + "\" is missing in \"" + group
                    + "\". 'sim capacity measure' writes a whole file");
        }
        return number;
    }

    private Gathering gathering(String what) {
        double power = number("rounds", what + "_power");
        if (power >= 1) {
            throw new PlanException(name + ": \"" + what + "_power\" is below 1");
        }
        return new Gathering(number("rounds", what + "_us") / MICROSECONDS, power);
    }

    private PlanException wrong(JsonLocation where, String what) {
        return new PlanException(name + ":" + where.getLineNr() + ":" + where.getColumnNr() + ": " + what);
    }

    /** The file's text. */
    static String text(Costs costs) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeObjectFieldStart(PROVENANCE);
            for (Map.Entry<String, String> fact : costs.provenance().entrySet()) {
                json.writeStringField(fact.getKey(), fact.getValue());
            }
            json.writeEndObject();
            Costs.Rounds rounds = costs.rounds();
            group(
                    json,
                    "rounds",
                    "passes_per_message",
                    rounds.passesPerMessage(),
                    "passes_per_copy",
                    rounds.passesPerCopy(),
                    "passes_per_relay",
                    rounds.passesPerRelay(),
                    "pass_us",
                    rounds.pass().seconds() * MICROSECONDS,
                    "pass_power",
                    rounds.pass().power(),
                    "entries_per_message",
                    rounds.entriesPerMessage(),
                    "entry_us",
                    rounds.entry().seconds() * MICROSECONDS,
                    "entry_power",
                    rounds.entry().power(),
                    "syncs_per_replica",
                    rounds.syncsPerReplica(),
                    "sync_us",
                    rounds.sync().seconds() * MICROSECONDS,
                    "sync_power",
                    rounds.sync().power());
            Costs.Cpu cpu = costs.cpu();
            group(
                    json,
                    "cpu_us",
                    "pass",
                    cpu.pass(),
                    "pass_away",
                    cpu.passAway(),
                    "entry",
                    cpu.entry(),
                    "copied",
                    cpu.copied(),
                    "message",
                    cpu.message(),
                    "relayed",
                    cpu.relayed(),
                    "delivered",
                    cpu.delivered(),
                    "connect",
                    cpu.connect(),
                    "keepalive",
                    cpu.keepalive(),
                    "idle_node_per_s",
                    cpu.idleNode(),
                    "replica_per_s",
                    cpu.replica());
            group(
                    json,
                    "memory_bytes",
                    "node",
                    costs.memory().node(),
                    "session",
                    costs.memory().session());
            Costs.Disk disk = costs.disk();
            group(
                    json,
                    "disk_bytes",
                    "stored",
                    disk.stored(),
                    "written",
                    disk.written(),
                    "entry",
                    disk.entry(),
                    "synced",
                    disk.synced(),
                    "user",
                    disk.user(),
                    "node",
                    disk.node());
            Costs.Network wire = costs.network();
            group(
                    json,
                    "network_bytes",
                    "sent",
                    wire.sent(),
                    "send_acked",
                    wire.sendAcked(),
                    "delivered",
                    wire.delivered(),
                    "delivery_acked",
                    wire.deliveryAcked(),
                    "replicated",
                    wire.replicated(),
                    "relayed",
                    wire.relayed(),
                    "keepalive",
                    wire.keepalive());
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void group(JsonGenerator json, String group, Object... namesAndNumbers) throws IOException {
        json.writeObjectFieldStart(group);
        for (int i = 0; i < namesAndNumbers.length; i += 2) {
            double number = Math.round((double) namesAndNumbers[i + 1] * 1e4) / 1e4;
            json.writeNumberField((String) namesAndNumbers[i], number);
        }
        json.writeEndObject();
    }
}
