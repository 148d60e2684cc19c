package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ElectionPaceTest {
    private final ElectionPace pace = new ElectionPace();

    @Test
    void roundsOfPreVotesBeginShortAndGrowToTheEngines() {
        assertThat(new long[] {
                    pace.preVoteNs(800),
                    pace.preVoteNs(800),
                    pace.preVoteNs(800),
                    pace.preVoteNs(800),
                    pace.preVoteNs(800)
                })
                .containsExactly(100, 200, 400, 800, 800);
    }

    @Test
    void roundsOfVotesGrowUntilThereIsALeader() {
        for (long ns : new long[] {500, 1000, 2000, 4000, 4000}) {
            assertThat(pace.voteNs(500)).isEqualTo(ns);
        }
        pace.leaderKnown();
        assertThat(pace.voteNs(500)).isEqualTo(500);
    }

    @Test
    void whoCampaignsLaterHasLongerRoundsUntilThereIsALeader() {
        pace.campaigns(1);
        assertThat(pace.voteNs(500)).isEqualTo(1000);
        pace.campaigns(4);
        assertThat(pace.voteNs(500)).isEqualTo(4000);
        pace.leaderKnown();
        assertThat(pace.voteNs(500)).isEqualTo(500);
    }
}
