package dev.carillon.simulator.seeds.story;

import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.simulator.seeds.promises.DeviceLog;
import dev.carillon.simulator.seeds.promises.MessageEvents;
import dev.carillon.simulator.seeds.promises.Sent;
import dev.carillon.simulator.seeds.story.ReplicaSight.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows one message: from its sender's application through the logs and states of the partitions of sender and recipient
 * to the devices. Every line of the story then keeps which node has it at that moment.
 */
public final class MessageWatch implements MessageEvents {
    private final String beginning;
    private final List<SimulatedNode> nodes;
    private final ToIntFunction<String> partitionOf;
    private final Story story;
    private final Map<DeviceLog, Long> givenAt = new HashMap<>();
    private final List<ReplicaSight> sights = new ArrayList<>();
    private @Nullable Sent message;
    private long sentNs;

    /** When something was last heard of it. */
    private long lastNs;

    /**
     * @param number of the message in its run, from 1
     * @param partitionOf a user's
     */
    public MessageWatch(long number, List<SimulatedNode> nodes, ToIntFunction<String> partitionOf, Story story) {
        this.beginning = "m" + number + ">";
        this.nodes = nodes;
        this.partitionOf = partitionOf;
        this.story = story;
    }

    @Override
    public void onSent(Sent sent) {
        if (message != null || !sent.text().startsWith(beginning)) {
            return;
        }
        message = sent;
        sentNs = story.nowNs();
        Traces traces = new Traces(sent);
        int from = partitionOf.applyAsInt(sent.from().user());
        int to = partitionOf.applyAsInt(sent.to());
        see(from, from == to ? Role.BOTH : Role.SENDER, traces);
        if (from != to) {
            see(to, Role.RECIPIENT, traces);
        }
        story.drawnBy(this::cells);
        tell(sent.from() + " sends it");
    }

    private void see(int partition, Role role, Traces traces) {
        for (SimulatedNode node : nodes) {
            sights.add(new ReplicaSight(node, partition, role, traces, text -> {
                lastNs = story.nowNs();
                story.add(partition, () -> text);
            }));
        }
    }

    private void tell(String text) {
        lastNs = story.nowNs();
        story.add(Story.ALL, () -> text);
    }

    @Override
    public void onSettled(Sent sent, boolean stored) {
        if (sent == message) {
            tell(sent.from() + " is told that its send " + sent.cseq() + " is " + (stored ? "stored" : "refused"));
        }
    }

    @Override
    public void onGiven(DeviceLog at, long seq, Sent sent) {
        if (sent == message) {
            givenAt.put(at, seq);
            tell(at + " is given it, at " + seq + " of the inbox of " + at.user());
        }
    }

    @Override
    public void onTakenOver(DeviceLog at, long seq) {
        Long given = givenAt.get(at);
        if (given != null && given == seq) {
            tell(at + " has it for good");
        }
    }

    /** A loop of that node has passed. */
    public void onPass(SimulatedNode node, int loop) {
        for (ReplicaSight sight : sights) {
            if (sight.isOf(node) && sight.partition() % node.loops() == loop) {
                sight.look();
            }
        }
    }

    private List<String> cells() {
        return sights.stream()
                .map(sight -> sight.now().drawn() + (sight.leads() > 0 ? "*" : ""))
                .toList();
    }

    // In the end.

    /**
     * The message's way, for people; empty if it was never sent.
     *
     * @param toTheEnd whether what happened after the last that was heard of it matters, too
     */
    public List<String> text(boolean toTheEnd) {
        Sent sent = message;
        if (sent == null) {
            return List.of();
        }
        Set<Integer> partitions =
                sights.stream().map(ReplicaSight::partition).collect(Collectors.toCollection(TreeSet::new));
        List<Timeline.Column> columns = sights.stream()
                .map(sight -> new Timeline.Column(
                        "P" + sight.partition() + ", " + sight.role().whose(), sight.name()))
                .toList();
        List<Story.Line> lines = story.lines(partitions).stream()
                .filter(line -> line.atNs() >= sentNs && (toTheEnd || line.atNs() <= lastNs))
                .toList();
        List<String> text = new ArrayList<>();
        text.add(beginning.substring(0, beginning.length() - 1) + ", "
                + sent.text().length() + " bytes from " + sent.from() + " to " + sent.to());
        text.add(Whereabouts.LEGEND);
        text.addAll(new Timeline(columns, lines).draw());
        text.add("In the end:");
        for (int partition : partitions) {
            text.add("  P" + partition + ": "
                    + sights.stream()
                            .filter(sight -> sight.partition() == partition)
                            .filter(sight -> sight.now() != Whereabouts.NO_REPLICA)
                            .map(ReplicaSight::sentence)
                            .collect(Collectors.joining("; ")));
        }
        return text;
    }
}
