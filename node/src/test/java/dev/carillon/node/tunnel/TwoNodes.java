package dev.carillon.node.tunnel;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Node 1, with clients, and node 2, which owns them, with the links between them in the test's hand. One thread. */
final class TwoNodes {
    static final int PARTITION = 5;
    static final long MS = 1_000_000;

    /** One node's tunnels, and its link to the other. */
    final class Side implements Peers, TunnelEntrances.Clients, TunnelExits.Sessions {
        final int number;
        final Meter meter = new Meter();
        final Owners owners = new Owners(16);
        final List<String> notices = new ArrayList<>();
        final Queue<byte[]> link = new ArrayDeque<>();
        Tunnels tunnels;

        /** No room, or no connection. */
        boolean noRoom;

        boolean otherIsDown;

        @Override
        public long connection(int node) {
            return otherIsDown ? 0 : 1;
        }

        // Its clients.
        final Map<Long, StringBuilder> heard = new HashMap<>();
        final Map<Long, Integer> room = new HashMap<>();
        final List<String> ends = new ArrayList<>();
        final Set<Long> unwanted = new HashSet<>();

        // Its sessions.
        boolean leads = true;
        final List<Long> sessions = new ArrayList<>();
        final Map<Long, StringBuilder> said = new HashMap<>();
        final List<Long> gone = new ArrayList<>();
        final List<Long> woken = new ArrayList<>();

        Side(int number, TunnelLimits limits) {
            this.number = number;
            this.tunnels = anotherLife(limits, 1_000);
        }

        Tunnels anotherLife(TunnelLimits limits, long firstNumber) {
            tunnels = new Tunnels(
                    number, owners, this, limits, meter, this, this, notices::add, () -> nowNs, firstNumber, 2);
            return tunnels;
        }

        // Peers

        @Override
        public boolean send(int node, int kind, int partition, DirectBuffer frame, int offset, int length) {
            if (noRoom) {
                return false;
            }
            byte[] bytes = new byte[length + 1];
            bytes[0] = (byte) kind;
            frame.getBytes(offset, bytes, 1, length);
            link.add(bytes);
            return true;
        }

        @Override
        public long room(int node) {
            return noRoom ? 0 : Integer.MAX_VALUE;
        }

        @Override
        public void flush() {}

        @Override
        public boolean isDown(int node) {
            return otherIsDown;
        }

        // Clients

        @Override
        public boolean send(long connection, DirectBuffer buffer, int offset, int length) {
            int left = room.getOrDefault(connection, Integer.MAX_VALUE);
            if (length > left) {
                return false;
            }
            room.put(connection, left == Integer.MAX_VALUE ? left : left - length);
            heard.computeIfAbsent(connection, each -> new StringBuilder()).append(text(buffer, offset, length));
            return true;
        }

        @Override
        public void close(long connection) {
            ends.add(connection + " closed");
        }

        @Override
        public void comeBack(long connection) {
            ends.add(connection + " comes back");
        }

        @Override
        public void sendOn(long connection, int partition, boolean manyGo) {
            ends.add(connection + " sent on to the owner of " + partition + (manyGo ? " with others" : ""));
        }

        @Override
        public void refuse(long connection) {
            ends.add(connection + " refused");
        }

        @Override
        public void wantMore(long connection, boolean wanted) {
            if (wanted) {
                unwanted.remove(connection);
            } else {
                unwanted.add(connection);
            }
        }

        String heard(long connection) {
            return heard.getOrDefault(connection, new StringBuilder()).toString();
        }

        // Sessions

        @Override
        public boolean goOn(long connection, int partition, DirectBuffer session, int offset, int length) {
            return open(connection, partition, session, offset, length);
        }

        @Override
        public boolean open(long connection, int partition, DirectBuffer hello, int offset, int length) {
            if (leads) {
                sessions.add(connection);
                said.put(connection, new StringBuilder(text(hello, offset, length)));
            }
            return leads;
        }

        @Override
        public void frames(long connection, DirectBuffer buffer, int offset, int length) {
            Objects.requireNonNull(said.get(connection)).append(text(buffer, offset, length));
        }

        @Override
        public void closed(long connection) {
            gone.add(connection);
        }

        @Override
        public void writable(long connection) {
            woken.add(connection);
        }

        String said(long connection) {
            return Objects.requireNonNull(said.get(connection)).toString();
        }

        // What the test makes happen.

        TunnelEntrances.Opening open(long connection, String hello) {
            byte[] bytes = hello.getBytes(StandardCharsets.US_ASCII);
            return tunnels.entrances().open(connection, PARTITION, new UnsafeBuffer(bytes), 0, bytes.length);
        }

        void fromClient(long connection, String frames) {
            byte[] bytes = frames.getBytes(StandardCharsets.US_ASCII);
            tunnels.entrances().frames(connection, new UnsafeBuffer(bytes), 0, bytes.length);
        }

        boolean fromSession(long connection, String frames) {
            byte[] bytes = frames.getBytes(StandardCharsets.US_ASCII);
            return tunnels.exits().send(connection, new UnsafeBuffer(bytes), 0, bytes.length);
        }

        long count(Metric metric) {
            return meter.get(metric);
        }

        /** Frames of a kind that wait in its link. */
        long waiting(int kind) {
            return link.stream().filter(frame -> frame[0] == kind).count();
        }
    }

    long nowNs = 1;
    final Side edge;
    final Side owner;

    TwoNodes(TunnelLimits limits) {
        edge = new Side(1, limits);
        owner = new Side(2, limits);
        edge.owners.heard(PARTITION, 1, 1, 2);
        owner.owners.heard(PARTITION, 1, 1, 2);
    }

    private static String text(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** What is under way arrives, and what that causes, too. */
    void carry() {
        while (!edge.link.isEmpty() || !owner.link.isEmpty()) {
            step(edge, owner);
            step(owner, edge);
        }
    }

    /** One frame arrives, if there is one. */
    void step(Side from, Side to) {
        byte[] frame = from.link.poll();
        if (frame != null) {
            hear(from, to, frame);
        }
    }

    void hear(Side from, Side to, byte[] frame) {
        to.tunnels.hear(
                from.number,
                frame[0] & 0xFF,
                PARTITION,
                new UnsafeBuffer(frame, 1, frame.length - 1),
                0,
                frame.length - 1);
    }

    /** The other way round than they were sent, all of it is gone. */
    void loseAll() {
        edge.link.clear();
        owner.link.clear();
    }

    /** Time passes, with a tick every 50 ms, and what is sent arrives. */
    void pass(long ms) {
        for (long end = nowNs + ms * MS; nowNs < end; ) {
            nowNs = Math.min(end, nowNs + 50 * MS);
            for (Side side : List.of(edge, owner)) {
                side.tunnels.work(nowNs);
                side.tunnels.look(nowNs);
                side.tunnels.work(nowNs);
            }
            carry();
        }
    }

    /** The session of a client goes on at the owner; says how it is called there. */
    long carried(long client, boolean stays) {
        UnsafeBuffer session = new UnsafeBuffer("session;".getBytes(StandardCharsets.UTF_8));
        if (edge.tunnels.entrances().carry(client, PARTITION, stays, session, 0, session.capacity())
                != TunnelEntrances.Opening.OPENED) {
            throw new AssertionError("not carried");
        }
        carry();
        return owner.sessions.get(owner.sessions.size() - 1);
    }

    /** A tunnel for the client 7; says how its session is called. */
    long opened() {
        if (edge.open(7, "hello;") != TunnelEntrances.Opening.OPENED) {
            throw new AssertionError("not opened");
        }
        carry();
        return owner.sessions.get(owner.sessions.size() - 1);
    }

    static boolean isBytes(byte[] frame) {
        return frame[0] == FrameKind.TUNNEL_BYTES;
    }
}
