package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Who comes to a loop: clients of this node, whose token the edge has looked at, and clients that another node carries
 * here, whose token is looked at now. They get a session if their partition is led here; else they are sent on, or carried
 * to the owner if they asked to stay. Runs on the loop.
 */
final class LoopDoor {
    private final LoopSessions sessions;
    private final PartitionSet partitions;
    private final LoopShutdown shutdown;
    private final @Nullable LoopTunnels tunnels;
    private final @Nullable HelloJudge judge;
    private final StayWish stay = new StayWish();
    private final ExpandableArrayBuffer frame =
            new ExpandableArrayBuffer(FrameEncoder.OVERHEAD_MAX + Limits.ERROR_TEXT_MAX);

    /**
     * @param tunnels null for a node that is alone
     * @param judge null for a node that is alone
     */
    LoopDoor(
            LoopSessions sessions,
            PartitionSet partitions,
            LoopShutdown shutdown,
            @Nullable LoopTunnels tunnels,
            @Nullable HelloJudge judge) {
        this.sessions = sessions;
        this.partitions = partitions;
        this.shutdown = shutdown;
        this.tunnels = tunnels;
        this.judge = judge;
    }

    /** A client of this node. */
    void open(long connection, byte[] user, DirectBuffer b, int hello, int length) {
        int number = sessions.partitions().ofUser(user);
        DeliveryPartition partition = partitions.find(number);
        if (partition != null && partition.isLeading()) {
            admit(partition, connection, user, b, hello, length);
        } else if (tunnels != null && !shutdown.isBegun() && stay.isIn(b, hello, length)) {
            tunnels.carry(connection, number, b, hello, length);
        } else {
            sessions.moves().send(connection, number, 0);
        }
    }

    /** A client of another node. @return false if its partition is not led here */
    boolean openCarried(long connection, int number, DirectBuffer b, int hello, int length) {
        DeliveryPartition partition = partitions.find(number);
        if (partition == null || !partition.isLeading() || judge == null) {
            return false;
        }
        byte[] user = judge.userOf(b, hello, length);
        if (user == null) {
            refuse(connection, judge.code(), judge.text());
            return true;
        }
        if (sessions.partitions().ofUser(user) != number) {
            return false;
        }
        admit(partition, connection, user, b, hello, length);
        return true;
    }

    /**
     * A session of another node, which keeps its client's connection. That node has looked at the client's token.
     *
     * @return false if there is no replica of its partition here, or the state is not whole
     */
    boolean goOn(long connection, int number, CarriedState state) {
        DeliveryPartition partition = partitions.find(number);
        if (partition == null || shutdown.isBegun()) {
            return false;
        }
        byte[] user = state.name();
        state.require(sessions.partitions().ofUser(user) == number);
        Session session = new Session(sessions, partition, connection, user);
        if (!session.carryOn(state)) {
            return false;
        }
        sessions.table().add(session);
        if (partition.isLeading()) {
            session.adrift().leadsAgain();
        } else {
            // It may have been elected, and not know yet all that was committed before.
            session.adrift().ownerKnown();
        }
        return true;
    }

    /** Whether sessions of this node may still go on elsewhere while it keeps their connections. */
    boolean mayCarry() {
        return !shutdown.isBegun();
    }

    private void admit(
            DeliveryPartition partition, long connection, byte[] user, DirectBuffer b, int hello, int length) {
        Session session = new Session(sessions, partition, connection, user);
        sessions.table().add(session);
        if (shutdown.isBegun()) {
            session.fail(
                    ErrorCode.SHUTTING_DOWN,
                    "the node is going away",
                    sessions.limits().retryAfterMs());
            return;
        }
        session.onFrames(b, hello, length);
    }

    private void refuse(long connection, ErrorCode code, String text) {
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        sessions.link().send(connection, frame, 0, FrameEncoder.error(frame, 0, code.code(), 0, words));
        sessions.link().close(connection);
    }
}
