package dev.carillon.admin;

import dev.carillon.admin.v1.Device;
import dev.carillon.admin.v1.InboxEntry;
import dev.carillon.admin.v1.PeekReply;
import dev.carillon.admin.v1.PeekRequest;
import dev.carillon.admin.v1.UserReply;
import dev.carillon.admin.v1.UserRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code inbox}: what a user's inbox keeps and for whom, and giving it up. No payload is shown. */
@Command(
        name = "inbox",
        description = "Shows what a user's inbox keeps, without any payload, and gives it up.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon inbox stats alice",
            "  carillon inbox peek alice --limit 5",
            "  carillon inbox purge alice --up-to 1200 --dry-run"
        })
final class InboxCommand extends AdminCommandGroup {
    /** That one answer of a node holds. */
    private static final int PAGE = 256;

    private static final int LIMIT_MAX = 10_000;

    InboxCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Command(
            name = "stats",
            description = "Says how much is kept, since when, and for which devices.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  carillon inbox stats alice", "  carillon inbox stats alice --json", "", EXIT_CODES})
    int stats(@Parameters(paramLabel = "USER") String user, @Mixin AdminOptions options) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            UserReply reply = inspect(nodes, user);
            print(options.json() ? Json.of(facts(user, reply)) : text(user, reply));
            return ExitCode.OK;
        }
    }

    static UserReply inspect(AdminConnections nodes, String user) {
        UserRequest request = UserRequest.newBuilder().setUser(user).build();
        UserReply reply = nodes.firstThat(stub -> stub.inspectUser(request), UserReply::getHere);
        if (!reply.getHere()) {
            throw PartitionCommand.elsewhere("the partition of " + user, reply.getOwner());
        }
        return reply;
    }

    private static Map<String, Object> facts(String user, UserReply reply) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("user", user);
        facts.put("known", reply.getKnown());
        facts.put("first", reply.getHead() + 1 - reply.getKept());
        facts.put("head", reply.getHead());
        facts.put("kept", reply.getKept());
        facts.put("kept_bytes", reply.getKeptBytes());
        facts.put("oldest", reply.getOldestMs() == 0 ? "" : time(reply.getOldestMs()));
        facts.put("expired", reply.getExpired());
        facts.put("purged", reply.getPurged());
        List<Map<String, Object>> devices = new ArrayList<>();
        for (Device device : reply.getDevicesList()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("install", Long.toHexString(device.getInstall()));
            each.put("connected", device.getConnected());
            each.put("behind", reply.getHead() - device.getCursor());
            devices.add(each);
        }
        facts.put("devices", devices);
        return facts;
    }

    private static String text(String user, UserReply reply) {
        if (!reply.getKnown()) {
            return user + " has never connected and never been sent anything.";
        }
        StringBuilder out = new StringBuilder();
        if (reply.getKept() == 0) {
            out.append(String.format(Locale.ROOT, "%s: nothing is kept; newest %,d%n", user, reply.getHead()));
        } else {
            out.append(String.format(
                    Locale.ROOT,
                    "%s: %,d kept (%s), %,d to %,d, the oldest of %s%n",
                    user,
                    reply.getKept(),
                    Numbers.bytes(reply.getKeptBytes()),
                    reply.getHead() + 1 - reply.getKept(),
                    reply.getHead(),
                    time(reply.getOldestMs())));
        }
        for (Device device : reply.getDevicesList()) {
            out.append(String.format(
                    Locale.ROOT,
                    "device %-16s %-10s %,d behind%n",
                    Long.toHexString(device.getInstall()),
                    device.getConnected() ? "connected" : "away",
                    reply.getHead() - device.getCursor()));
        }
        if (reply.getExpired() > 0) {
            out.append(String.format(Locale.ROOT, "given up unfetched up to %,d%n", reply.getExpired()));
        }
        if (reply.getPurged() > 0) {
            out.append(String.format(Locale.ROOT, "made room for newer ones up to %,d%n", reply.getPurged()));
        }
        return out.toString().stripTrailing();
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }

    @Command(
            name = "peek",
            description = "Lists what is kept: from whom, when, how large; never what it says. Takes nothing out.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon inbox peek alice",
                "  carillon inbox peek alice --from 1200 --limit 100 --json",
                "",
                EXIT_CODES
            })
    int peek(
            @Parameters(paramLabel = "USER") String user,
            @Option(
                            names = "--from",
                            paramLabel = "SEQ",
                            defaultValue = "1",
                            description = "The first inbox sequence to show. Default: the oldest one kept")
                    long from,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "How many at most, up to 10000. Default: ${DEFAULT-VALUE}")
                    int limit,
            @Mixin AdminOptions options) {
        if (from < 1 || limit < 1 || limit > LIMIT_MAX) {
            throw new CommandException(
                    ExitCode.USAGE, "--from begins with 1, and --limit is 1 to " + LIMIT_MAX + ". Nothing was asked.");
        }
        try (AdminConnections nodes = options.connect(surroundings())) {
            List<InboxEntry> items = new ArrayList<>();
            long next = from;
            boolean known = true;
            while (next != 0 && items.size() < limit) {
                PeekReply page = page(nodes, user, next, Math.min(PAGE, limit - items.size()));
                known = page.getKnown();
                items.addAll(page.getItemsList());
                next = page.getNext();
            }
            if (options.json()) {
                Map<String, Object> facts = new LinkedHashMap<>();
                facts.put("user", user);
                facts.put("known", known);
                facts.put("items", items.stream().map(InboxCommand::facts).toList());
                facts.put("next", next);
                print(Json.of(facts));
            } else {
                print(table(user, items, next));
            }
            return ExitCode.OK;
        }
    }

    private static PeekReply page(AdminConnections nodes, String user, long from, int limit) {
        PeekRequest request = PeekRequest.newBuilder()
                .setUser(user)
                .setFrom(from)
                .setLimit(limit)
                .build();
        PeekReply page = nodes.firstThat(stub -> stub.peekInbox(request), PeekReply::getHere);
        if (!page.getHere()) {
            throw PartitionCommand.elsewhere("the partition of " + user, page.getOwner());
        }
        return page;
    }

    private static Map<String, Object> facts(InboxEntry item) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("seq", item.getSeq());
        facts.put("kind", kind(item));
        facts.put("peer", item.getPeer());
        facts.put("install", Long.toHexString(item.getInstall()));
        facts.put("cseq", item.getCseq());
        facts.put("stored", time(item.getStampMs()));
        facts.put("payload_bytes", item.getPayloadBytes());
        facts.put("receipt_wanted", item.getReceiptWanted());
        facts.put("receipt", item.getReceipt());
        facts.put("reason", item.getReason());
        return facts;
    }

    private static String kind(InboxEntry item) {
        return item.getKind().name().toLowerCase(Locale.ROOT);
    }

    private static String table(String user, List<InboxEntry> items, long next) {
        if (items.isEmpty()) {
            return "Nothing is kept there for " + user + ".";
        }
        StringBuilder out = new StringBuilder(
                String.format(Locale.ROOT, "%10s  %-24s %-9s %8s  %s%n", "seq", "stored", "kind", "bytes", "peer"));
        for (InboxEntry item : items) {
            String said = item.getKind() == InboxEntry.Kind.RECEIPT
                    ? "  says " + item.getReceipt().toLowerCase(Locale.ROOT)
                            + (item.getReason().isEmpty() ? "" : " (" + item.getReason() + ")")
                    : item.getReceiptWanted() ? "  wants a receipt" : "";
            out.append(String.format(
                    Locale.ROOT,
                    "%10d  %-24s %-9s %8d  %s  message %s/%d%s%n",
                    item.getSeq(),
                    time(item.getStampMs()),
                    kind(item),
                    item.getPayloadBytes(),
                    item.getPeer(),
                    Long.toHexString(item.getInstall()),
                    item.getCseq(),
                    said));
        }
        if (next != 0) {
            out.append("More: --from ").append(next);
        }
        return out.toString().stripTrailing();
    }

    @Command(
            name = "purge",
            description = {
                "Gives up what is kept up to a sequence, as if it were too old. Senders of messages that no device took hear",
                "EXPIRED; the user's devices are told what they will not get. It cannot be taken back."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon inbox purge alice --up-to 1200 --dry-run",
                "  carillon inbox purge alice --up-to 1200 --yes",
                "",
                EXIT_CODES
            })
    int purge(
            @Parameters(paramLabel = "USER") String user,
            @Option(
                            names = "--up-to",
                            required = true,
                            paramLabel = "SEQ",
                            description = "The last inbox sequence to give up, as 'inbox peek' prints it.")
                    long upTo,
            @Option(names = "--dry-run", description = "Only say what would be given up.") boolean dryRun,
            @Option(names = "--yes", description = "Do not ask.") boolean yes,
            @Mixin AdminOptions options)
            throws InterruptedException {
        if (upTo < 1) {
            throw new CommandException(ExitCode.USAGE, "--up-to begins with 1. Nothing was changed.");
        }
        return new InboxPurge(this, options, user).run(upTo, dryRun, yes);
    }
}
