package dev.carillon.simulator.capacity;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked: who the users are, what machines there are, how much must stay free. */
final class CapacityOptions {
    @Option(names = "--users", paramLabel = "N", description = "All who have an inbox (default: ${DEFAULT-VALUE}).")
    String users = "1M";

    @Option(
            names = "--online",
            paramLabel = "SHARE",
            description = "Of the users, connected at the peak (default: ${DEFAULT-VALUE}).")
    String online = "20%";

    @Option(
            names = "--messages-per-day",
            paramLabel = "N",
            description = "That a user sends, the mean of all users (default: ${DEFAULT-VALUE}).")
    String messagesPerDay = "40";

    @Option(
            names = "--peak-factor",
            paramLabel = "N",
            description = "The peak's rate by the day's mean (default: ${DEFAULT-VALUE}).")
    String peakFactor = "3";

    @Option(names = "--payload", paramLabel = "BYTES", description = "Of a message, mean (default: ${DEFAULT-VALUE}).")
    String payload = "80";

    @Option(names = "--devices", paramLabel = "N", description = "Of a user, mean (default: ${DEFAULT-VALUE}).")
    String devices = "1.3";

    @Option(names = "--connects-per-day", paramLabel = "N", description = "Of a device (default: ${DEFAULT-VALUE}).")
    String connectsPerDay = "10";

    @Option(
            names = "--offline",
            paramLabel = "SHARE",
            description = "Of the messages, whose recipients are away for long (default: ${DEFAULT-VALUE}).")
    String offline = "10%";

    @Option(
            names = "--retention",
            paramLabel = "DAYS",
            description = "How long those wait at most (default: ${DEFAULT-VALUE}).")
    String retention = "30";

    @Option(
            names = "--node",
            paramLabel = "MACHINE",
            description = "Cores, memory, disk and network of one node (default: ${DEFAULT-VALUE}).")
    String node = "8c/32G/1T/1Gbit";

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Ask about a cluster of so many nodes, instead of the smallest that is enough.")
    int nodes;

    @Option(names = "--replicas", paramLabel = "N", description = "Of each partition (default: ${DEFAULT-VALUE}).")
    int replicas = 3;

    @Option(
            names = "--zones",
            paramLabel = "N",
            description = "Parts of the cluster that may die as one; 1: single nodes (default: ${DEFAULT-VALUE}).")
    int zones = 1;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "A power of two, fixed when the cluster is made (default: 256, or 16 for each node).")
    int partitions;

    @Option(
            names = "--keepalive",
            paramLabel = "S",
            description = "Seconds between two signs of life of a silent device (default: ${DEFAULT-VALUE}).")
    double keepalive = 30;

    @Option(
            names = "--free-cpu",
            paramLabel = "SHARE",
            description = "That stays free at the peak (default: ${DEFAULT-VALUE}).")
    String freeCpu = "40%";

    @Option(
            names = "--free-memory",
            paramLabel = "SHARE",
            description = "The same of memory (default: ${DEFAULT-VALUE}).")
    String freeMemory = "30%";

    @Option(
            names = "--free-disk",
            paramLabel = "SHARE",
            description = "The same of the disk (default: ${DEFAULT-VALUE}).")
    String freeDisk = "40%";

    @Option(
            names = "--free-network",
            paramLabel = "SHARE",
            description = "The same of the network (default: ${DEFAULT-VALUE}).")
    String freeNetwork = "50%";

    @Option(
            names = "--after-death",
            paramLabel = "SHARE",
            description = "That survivors of a death may use at most (default: ${DEFAULT-VALUE}).")
    String afterDeath = "85%";

    @Option(
            names = "--copy-rate",
            paramLabel = "BYTES",
            description = "Per second that a node sends of copies, after a death (default: ${DEFAULT-VALUE}).")
    String copyRate = "50M";

    @Option(
            names = "--growth",
            paramLabel = "SHARE",
            description = "Of the users, per month (default: ${DEFAULT-VALUE}).")
    String growth = "5%";

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = "What things cost, as 'sim capacity measure' writes it (default: what came with this build).")
    @Nullable
    Path costs;

    Behaviour behaviour() {
        return new Behaviour(
                Quantity.count("--users", users),
                Quantity.share("--online", online),
                Quantity.count("--messages-per-day", messagesPerDay),
                Quantity.count("--peak-factor", peakFactor),
                Quantity.bytes("--payload", payload),
                Quantity.count("--devices", devices),
                Quantity.count("--connects-per-day", connectsPerDay),
                Quantity.share("--offline", offline),
                Quantity.count("--retention", retention));
    }

    Layout layout() {
        return new Layout(replicas, zones, partitions, keepalive);
    }

    Machine machine() {
        return Machine.parse(node);
    }

    HeadRoom headRoom() {
        Map<Resource, Double> free = new EnumMap<>(Resource.class);
        free.put(Resource.CPU, Quantity.share("--free-cpu", freeCpu));
        free.put(Resource.MEMORY, Quantity.share("--free-memory", freeMemory));
        free.put(Resource.DISK, Quantity.share("--free-disk", freeDisk));
        free.put(Resource.NETWORK, Quantity.share("--free-network", freeNetwork));
        return new HeadRoom(free, Quantity.share("--after-death", afterDeath));
    }

    double copyBytesPerSecond() {
        double rate = Quantity.bytes("--copy-rate", copyRate);
        if (!(rate > 0)) {
            throw new PlanException("--copy-rate is above 0");
        }
        return rate;
    }

    double monthlyGrowth() {
        return Quantity.share("--growth", growth);
    }

    Costs costs() {
        return costs == null ? CostsFile.standard() : CostsFile.read(costs);
    }
}
