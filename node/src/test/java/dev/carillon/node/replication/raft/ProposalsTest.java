package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.microraft.Ordered;
import io.microraft.RaftNode;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.IndeterminateStateException;
import io.microraft.exception.NotLeaderException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of proposals that the engine does not carry through. */
class ProposalsTest {
    private final List<CompletableFuture<Ordered<Object>>> asked = new ArrayList<>();
    private final RaftNode node = (RaftNode) Proxy.newProxyInstance(
            RaftNode.class.getClassLoader(), new Class<?>[] {RaftNode.class}, (proxy, method, arguments) -> {
                CompletableFuture<Ordered<Object>> future = new CompletableFuture<>();
                asked.add(future);
                return future;
            });
    private final Proposals proposals = new Proposals(3);

    private RaftEntry propose() {
        RaftEntry entry = RaftEntry.termStart();
        proposals.add(node, entry);
        return entry;
    }

    private Proposals.Returned returned() {
        return Objects.requireNonNull(proposals.nextReturned());
    }

    @Test
    void whatMayStillBeCommittedIsHandedBackAsSuch() {
        RaftEntry entry = propose();
        asked.get(0).completeExceptionally(new IndeterminateStateException());
        assertThat(returned()).isEqualTo(new Proposals.Returned(entry, true));
        assertThat(proposals.heard(entry)).as("it is proposed anew").isFalse();
    }

    @Test
    void whatWasNeverTakenIsHandedBackAsSuch() {
        RaftEntry entry = propose();
        asked.get(0).completeExceptionally(new NotLeaderException(LoneReplica.SELF, LoneReplica.ONE));
        assertThat(returned()).isEqualTo(new Proposals.Returned(entry, false));
    }

    /** The engine may take the next one, which must not overtake the one that it refused: all come back together. */
    @Test
    void whatIsRefusedForNowHoldsUpAllBehindIt() {
        RaftEntry first = propose();
        RaftEntry second = propose();
        asked.get(0).completeExceptionally(new CannotReplicateException(LoneReplica.ONE));
        assertThat(proposals.isRefused()).isTrue();
        assertThat(proposals.nextReturned()).isNull();
        proposals.returnAll();
        assertThat(proposals.isRefused()).isFalse();
        assertThat(returned().entry()).isSameAs(first);
        assertThat(returned().entry()).isSameAs(second);
    }

    @Test
    void whatWasHeardIsNotHandedBack() {
        RaftEntry first = propose();
        RaftEntry second = propose();
        RaftEntry third = propose();
        assertThat(proposals.isFull()).isTrue();
        assertThat(proposals.heard(first)).isTrue();
        assertThat(proposals.heard(third)).isTrue();
        asked.get(0).completeExceptionally(new IndeterminateStateException());
        proposals.returnAll();
        assertThat(returned().entry()).isSameAs(second);
        assertThat(proposals.nextReturned()).isNull();
    }
}
