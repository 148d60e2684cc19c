package dev.carillon.admin;

import dev.carillon.admin.v1.Device;
import dev.carillon.admin.v1.KickReply;
import dev.carillon.admin.v1.KickRequest;
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

/** The command {@code user}: where a user lives, and how inbox and devices are. No message is shown. */
@Command(
        name = "user",
        description = "Finds a user, shows inbox and devices, ends connections.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  carillon user locate alice", "  carillon user inspect alice", "  carillon user kick alice"})
final class UserCommand extends AdminCommandGroup {
    UserCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Command(
            name = "locate",
            description = "Says which partition a user belongs to, who holds it and who leads it.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = {"  carillon user locate alice --json", "", EXIT_CODES})
    int locate(@Parameters(paramLabel = "USER") String user, @Mixin AdminOptions options) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            UserReply reply = nodes.any(stub -> stub.inspectUser(request(user)));
            print(
                    options.json()
                            ? Json.of(place(user, reply))
                            : user + " is in partition " + reply.getPartition() + ", on nodes "
                                    + reply.getReplicasList()
                                    + (reply.getOwner() == 0
                                            ? ", led by nobody that is known."
                                            : ", led by node " + reply.getOwner() + "."));
            return ExitCode.OK;
        }
    }

    private static UserRequest request(String user) {
        return UserRequest.newBuilder().setUser(user).build();
    }

    private static Map<String, Object> place(String user, UserReply reply) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("user", user);
        facts.put("partition", reply.getPartition());
        facts.put("replicas", reply.getReplicasList());
        facts.put("owner", reply.getOwner());
        return facts;
    }

    @Command(
            name = "inspect",
            description = {
                "Shows a user's inbox and devices: what is kept, who is connected, how far each device is. Asks the nodes of",
                "--server until the one that leads the user's partition answers."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = {
                "  carillon user inspect alice --server 127.0.0.1:7491,127.0.0.1:7492,127.0.0.1:7493",
                "",
                EXIT_CODES
            })
    int inspect(@Parameters(paramLabel = "USER") String user, @Mixin AdminOptions options) {
        try (AdminConnections nodes = options.connect(surroundings())) {
            UserReply reply = nodes.firstThat(stub -> stub.inspectUser(request(user)), UserReply::getHere);
            if (!reply.getHere()) {
                throw PartitionCommand.elsewhere("the partition of " + user, reply.getOwner());
            }
            print(options.json() ? Json.of(facts(user, reply)) : text(user, reply));
            return ExitCode.OK;
        }
    }

    private static Map<String, Object> facts(String user, UserReply reply) {
        Map<String, Object> facts = place(user, reply);
        facts.put("known", reply.getKnown());
        facts.put("head", reply.getHead());
        facts.put("kept", reply.getKept());
        facts.put("kept_bytes", reply.getKeptBytes());
        facts.put("expired", reply.getExpired());
        facts.put("purged", reply.getPurged());
        List<Map<String, Object>> devices = new ArrayList<>();
        for (Device device : reply.getDevicesList()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("install", Long.toHexString(device.getInstall()));
            each.put("connected", device.getConnected());
            each.put("sent", device.getSent());
            each.put("cursor", device.getCursor());
            each.put("last_seen", Instant.ofEpochMilli(device.getLastSeenMs()).toString());
            devices.add(each);
        }
        facts.put("devices", devices);
        return facts;
    }

    private static String text(String user, UserReply reply) {
        if (!reply.getKnown()) {
            return user + " has never connected and never been sent anything. Partition " + reply.getPartition()
                    + ", led by node " + reply.getOwner() + ".";
        }
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%s: partition %d, led by node %d%ninbox: newest %,d, %,d kept (%s)%s%s%n",
                user,
                reply.getPartition(),
                reply.getOwner(),
                reply.getHead(),
                reply.getKept(),
                Numbers.bytes(reply.getKeptBytes()),
                reply.getExpired() == 0 ? "" : ", given up for age up to " + reply.getExpired(),
                reply.getPurged() == 0 ? "" : ", made room up to " + reply.getPurged()));
        for (Device device : reply.getDevicesList()) {
            out.append(String.format(
                    Locale.ROOT,
                    "device %-16s %-12s %,d behind, sent %,d, last seen %s%n",
                    Long.toHexString(device.getInstall()),
                    device.getConnected() ? "connected" : "away",
                    reply.getHead() - device.getCursor(),
                    device.getSent(),
                    Instant.ofEpochMilli(device.getLastSeenMs())));
        }
        return out.toString();
    }

    @Command(
            name = "kick",
            description =
                    "Ends a user's connections. Nothing is lost: the devices may connect again after a second or two.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  carillon user kick alice", "  carillon user kick alice --install 1f2e3d", "", EXIT_CODES})
    int kick(
            @Parameters(paramLabel = "USER") String user,
            @Option(
                            names = "--install",
                            paramLabel = "HEX",
                            defaultValue = "0",
                            description = "Only this device, as 'user inspect' prints it.")
                    String install,
            @Option(names = "--dry-run", description = "Only say who is connected.") boolean dryRun,
            @Mixin AdminOptions options) {
        long device = install(install);
        if (dryRun) {
            return inspect(user, options);
        }
        try (AdminConnections nodes = options.connect(surroundings())) {
            KickRequest request =
                    KickRequest.newBuilder().setUser(user).setInstall(device).build();
            KickReply reply = nodes.firstThat(stub -> stub.kickUser(request), KickReply::getHere);
            if (!reply.getHere()) {
                throw PartitionCommand.elsewhere("the partition of " + user, reply.getOwner());
            }
            print(
                    options.json()
                            ? Json.of(Map.of("ended", reply.getEnded()))
                            : "Ended " + reply.getEnded() + (reply.getEnded() == 1 ? " connection" : " connections")
                                    + " of " + user + ".");
            return ExitCode.OK;
        }
    }

    private static long install(String hex) {
        try {
            return Long.parseUnsignedLong(hex, 16);
        } catch (NumberFormatException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "\"" + hex + "\" is no install ID: up to 16 hexadecimal digits. Nothing was changed.");
        }
    }
}
