package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.node.cluster.StateCopies;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A state goes from one node to another whole, or not at all, and only to whom it may be given. */
class StateCopyTest {
    private static final int PARTITION = 5;
    private static final int RECORDS = 3_000;
    private static final TestAuthority CA = new TestAuthority();

    private final List<AutoCloseable> open = new ArrayList<>();
    private final TestPeer from = peer(TestPeer.Plan.node(2, 1).tls(CA.node("carillon://test/2")));
    private final TestPeer to = peer(TestPeer.Plan.node(1, 1).tls(CA.node("carillon://test/1")));

    private TestPeer peer(TestPeer.Plan plan) {
        TestPeer peer = new TestPeer(plan);
        open.add(0, peer);
        return peer;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable thing : open) {
            thing.close();
        }
    }

    @Test
    void aStateOfManyChunksArrivesWhole() throws Exception {
        fill();
        StateImport copy = to.engine.startImport(PARTITION);
        Heard heard = fetch(to, from.port(), new Marker(1, 3), copy);
        assertThat(heard.copied.get(1, TimeUnit.MINUTES)).isEqualTo(new Marker(1, 7));
        assertThat(heard.bytes).isGreaterThan(20L * StateExport.CHUNK_BYTES);
        copy.complete(new Marker(1, 7));
        assertThat(to.engine.record(PARTITION, key(RECORDS - 1))).isEqualTo(value(RECORDS - 1));
        await().until(() -> from.server().copies() == 0);
    }

    @Test
    void aCopyThatHasToWaitForItsPaceArrivesWhole() throws Exception {
        fill();
        from.copyRate = 10L * StateExport.CHUNK_BYTES;
        StateImport copy = to.engine.startImport(PARTITION);
        Heard heard = fetch(to, from.port(), new Marker(1, 3), copy);
        assertThat(heard.copied.get(1, TimeUnit.MINUTES)).isEqualTo(new Marker(1, 7));
        assertThat(heard.bytes).isGreaterThan(20L * StateExport.CHUNK_BYTES);
    }

    @Test
    void whatIsNotThereYetIsNotHandedOut() throws Exception {
        fill();
        Heard heard = fetch(to, from.port(), new Marker(1, 8), to.engine.startImport(PARTITION));
        assertThat(heard.copied.get(1, TimeUnit.MINUTES)).isNull();
        assertThat(from.notices).isEmpty();
        assertThat(to.notices).as("it is tried again, which nobody need know").isEmpty();
    }

    @Test
    void whatComesAMomentLaterIsHandedOut() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        from.beforeExport = () -> {
            if (looks.incrementAndGet() == 3) {
                fill();
            }
        };
        Heard heard = fetch(to, from.port(), new Marker(1, 7), to.engine.startImport(PARTITION));
        assertThat(heard.copied.get(1, TimeUnit.MINUTES)).isEqualTo(new Marker(1, 7));
    }

    @Test
    void aStrangerGetsNothing() throws Exception {
        fill();
        from.member = (node, unused) -> false;
        Heard heard = fetch(to, from.port(), new Marker(1, 3), to.engine.startImport(PARTITION));
        assertThat(heard.copied.get(1, TimeUnit.MINUTES)).isNull();
        assertThat(to.notices).anySatisfy(text -> assertThat(text).contains("NOT_A_MEMBER"));
    }

    @Test
    void anImpostorIsNotBelieved() throws Exception {
        TestPeer impostor = peer(TestPeer.Plan.node(2, 1).tls(CA.node("carillon://test/7")));
        Heard heard = fetch(to, impostor.port(), Marker.NONE, to.engine.startImport(PARTITION));
        assertThat(heard.copied.get(1, TimeUnit.MINUTES)).isNull();
        assertThat(to.notices)
                .anySatisfy(text -> assertThat(text).contains("shows the certificate of node 7 of cluster test"));
    }

    @Test
    void aConnectionThatBreaksLeavesNothingBehind() throws Exception {
        fill();
        try (CuttingProxy proxy = new CuttingProxy(from.port())) {
            StateImport copy = to.engine.startImport(PARTITION);
            StateImport cutting = new CutAtThirdChunk(copy, proxy);
            Heard heard = fetch(to, proxy.port(), Marker.NONE, cutting);
            assertThat(heard.copied.get(1, TimeUnit.MINUTES)).isNull();
            assertThat(copy.copied()).isNull();
            assertThat(to.notices).anySatisfy(text -> assertThat(text).contains("has not caught up yet"));
            await().atMost(Duration.ofMinutes(1)).until(() -> from.server().copies() == 0);
        }
    }

    private Heard fetch(TestPeer by, int port, Marker atLeast, StateImport into) {
        PeerStateCopies copies = new PeerStateCopies(by.parts, node -> new PeerAddress(node, "127.0.0.1", port));
        open.add(0, copies);
        Heard heard = new Heard();
        copies.fetch(2, PARTITION, atLeast, into, heard);
        return heard;
    }

    private void fill() {
        from.engine.write(new Filling());
    }

    private static byte[] key(int n) {
        return ("k" + n).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] value(int n) {
        return ("v" + n).repeat(200).getBytes(StandardCharsets.UTF_8);
    }

    private static final class Heard implements StateCopies.Outcome {
        final CompletableFuture<Marker> copied = new CompletableFuture<>();
        volatile long bytes;

        @Override
        public void arriving(long length) {
            bytes = length;
        }

        @Override
        public void fetched(Marker marker, long length) {
            bytes = length;
            copied.complete(marker);
        }

        @Override
        public void failed() {
            copied.complete(null);
        }
    }

    private static final class Filling implements StateBatch {
        @Override
        public int partition() {
            return PARTITION;
        }

        @Override
        public Marker marker() {
            return new Marker(1, 7);
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void forEach(Changes changes) {
            for (int n = 0; n < RECORDS; n++) {
                changes.putRecord(key(n), value(n));
            }
        }
    }

    private static final class CutAtThirdChunk implements StateImport {
        private final StateImport to;
        private final CuttingProxy proxy;
        private int chunks;

        CutAtThirdChunk(StateImport to, CuttingProxy proxy) {
            this.to = to;
            this.proxy = proxy;
        }

        @Override
        public void add(org.agrona.DirectBuffer chunk, int offset, int length) {
            to.add(chunk, offset, length);
            if (++chunks == 3) {
                proxy.cut();
            }
        }

        @Override
        public @Nullable Marker copied() {
            return to.copied();
        }

        @Override
        public void complete(Marker marker) {
            to.complete(marker);
        }

        @Override
        public void abort() {
            to.abort();
        }
    }
}
