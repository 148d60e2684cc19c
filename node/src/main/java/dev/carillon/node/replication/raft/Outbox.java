package dev.carillon.node.replication.raft;

import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a pass. Requests to append may overlap with the disk, all others tell what must be on it first. Runs on
 * the loop.
 */
final class Outbox {
    private record Message(ReplicaExecutor owner, RaftMember target, int group, RaftMessage body) {}

    private final RaftTransport transport;
    private final MessageEncoder encoder = new MessageEncoder();
    private final List<Message> early = new ArrayList<>();
    private final List<Message> late = new ArrayList<>();

    /** Those that wait for the write that is under way. */
    private final List<Message> held = new ArrayList<>();

    Outbox(RaftTransport transport) {
        this.transport = transport;
    }

    /** @param target null where the engine does not know whom it answers */
    void add(ReplicaExecutor owner, @Nullable RaftMember target, int group, RaftMessage body) {
        if (target != null) {
            Message message = new Message(owner, target, group, body);
            (body instanceof AppendEntriesRequest ? early : late).add(message);
        }
    }

    void sendEarly() {
        send(early);
    }

    /** What has to be durable first waits for the write that begins now. */
    void hold() {
        held.addAll(late);
        late.clear();
    }

    /** That write is durable. */
    void sendHeld() {
        send(held);
    }

    private void send(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        for (Message message : messages) {
            // What an engine said before it failed may be half of the truth.
            if (!message.owner.isStopped()) {
                int length = encoder.encode(message.group, message.target, message.body);
                transport.send(message.target, message.group, encoder.buffer(), 0, length);
            }
        }
        messages.clear();
        transport.flush();
    }
}
