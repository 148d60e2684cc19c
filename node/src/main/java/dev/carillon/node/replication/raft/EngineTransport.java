package dev.carillon.node.replication.raft;

import io.microraft.RaftEndpoint;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.RaftMessage;
import io.microraft.transport.Transport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one engine of a replica sends: into the loop's outbox, from which it goes after the sync; some of it later, otherwise or
 * not at all. Lives as long as the engine; on the loop.
 */
final class EngineTransport implements Transport {
    /** How long followers need not hear that something is committed. */
    private static final long COMMIT_NEWS_NS = 20_000_000;

    private final RaftLoop loop;
    private final RaftGroup group;
    private final ReplicaExecutor executor;
    private final FirstCampaign campaign;
    private final Supplier<@Nullable EngineView> engine;
    private final CommitNews commitNews = new CommitNews();
    private boolean commitNewsDue;

    EngineTransport(
            RaftLoop loop,
            RaftGroup group,
            ReplicaExecutor executor,
            FirstCampaign campaign,
            Supplier<@Nullable EngineView> engine) {
        this.loop = loop;
        this.group = group;
        this.executor = executor;
        this.campaign = campaign;
        this.engine = engine;
    }

    @Override
    public void send(@Nullable RaftEndpoint target, RaftMessage message) {
        if (message instanceof PreVoteRequest && campaign.isPatient()) {
            return;
        }
        RaftMember to = (RaftMember) target;
        EngineView view = engine.get();
        if (message instanceof AppendEntriesFailureResponse answer && view != null) {
            add(to, MatchSearch.answer(loop.models(), view, answer));
        } else if (message instanceof AppendEntriesRequest append && to != null && commitNews.holds(to, append)) {
            tellCommitsSoon();
        } else {
            add(to, message);
        }
    }

    private void add(@Nullable RaftMember to, RaftMessage message) {
        loop.outbox().add(executor, to, group.number(), message);
    }

    private void tellCommitsSoon() {
        if (!commitNewsDue) {
            commitNewsDue = true;
            loop.tasks().scheduleTogether(executor, this::tellCommits, COMMIT_NEWS_NS, COMMIT_NEWS_NS / 2);
        }
    }

    /** Followers hear at once what is committed. */
    void tellCommits() {
        commitNewsDue = false;
        commitNews.tell(this::add);
    }

    @Override
    public boolean isReachable(RaftEndpoint endpoint) {
        return true;
    }
}
