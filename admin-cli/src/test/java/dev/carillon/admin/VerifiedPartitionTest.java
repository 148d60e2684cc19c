package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.StatePart;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerifiedPartitionTest {
    private final SortedMap<Integer, DigestStateReply> replies = new TreeMap<>();

    /** @param parts name, count, name, count ...; what is the same in both has the same digest */
    private void reply(int node, int format, Object... parts) {
        DigestStateReply.Builder reply = DigestStateReply.newBuilder()
                .setFormat(format)
                .setDigest(ByteString.copyFromUtf8(Arrays.toString(parts)));
        for (int i = 0; i < parts.length; i += 2) {
            reply.addParts(StatePart.newBuilder()
                    .setName((String) parts[i])
                    .setCount((Integer) parts[i + 1])
                    .setDigest(ByteString.copyFromUtf8("digest of " + parts[i + 1])));
        }
        replies.put(node, reply.build());
    }

    private VerifiedPartition verified(String missing) {
        return VerifiedPartition.of(7, 2, 90, replies, missing);
    }

    @Test
    void whatIsTheSameEverywhereAgreesAndSaysNothing() {
        reply(1, 1, "users, version 1", 5);
        reply(2, 1, "users, version 1", 5);

        assertThat(verified("").result()).isEqualTo(VerifiedPartition.Result.AGREE);
        assertThat(verified("").text()).isEmpty();
        assertThat(verified("Nodes [3] do not answer.").result()).isEqualTo(VerifiedPartition.Result.NOT_COMPARABLE);
    }

    @Test
    void theOneThatIsDifferentIsNamedAndWhatDiffers() {
        reply(1, 1, "inbox items", 9, "users, version 1", 5);
        reply(2, 1, "inbox items", 9, "users, version 1", 5);
        reply(3, 1, "inbox items", 8, "users, version 1", 5);

        assertThat(verified("").result()).isEqualTo(VerifiedPartition.Result.DIFFER);
        assertThat(verified("").differing()).containsExactly("inbox items");
        assertThat(verified("").text())
                .contains("Partition 7 DIFFERS at entry 90 of generation 2:")
                .containsPattern(
                        "inbox items: node 1 has 9 \\(\\w+\\), node 2 has 9 \\(\\w+\\), node 3 has 8 \\(\\w+\\)")
                .contains("Nodes [1, 2] agree, so [3] is probably wrong", "carillon partition lead 7 --node 1")
                .doesNotContain("users", "upgraded");
    }

    @Test
    void whereNoTwoAgreeNobodyIsCalledWrong() {
        reply(1, 1, "inbox items", 9);
        reply(2, 1, "inbox items", 8);

        assertThat(verified("").text()).contains("No two agree").doesNotContain("probably wrong");
        assertThat(verified("Nodes [3] do not answer.").text()).contains("Not all of them could be asked: Nodes [3]");
    }

    @Test
    void recordsOfTwoVersionsMayComeFromAnUpgrade() {
        reply(1, 1, "users, version 2", 5);
        reply(2, 1, "users, version 2", 5);
        reply(3, 1, "users, version 1", 1, "users, version 2", 4);

        assertThat(verified("").result()).isEqualTo(VerifiedPartition.Result.DIFFER);
        assertThat(verified("").differing()).containsExactly("users, version 1", "users, version 2");
        assertThat(verified("").text())
                .contains("if nodes were upgraded one after another that may be all of it", "node 1 has none");
    }

    @Test
    void digestsOfDifferentFormatsAreNotCompared() {
        reply(1, 1, "users, version 1", 5);
        reply(2, 2, "users, version 1", 6);

        assertThat(verified("").result()).isEqualTo(VerifiedPartition.Result.NOT_COMPARABLE);
        assertThat(verified("").text()).contains("Nodes of different versions sum up states in different ways");
        assertThat(verified("").facts()).containsEntry("result", "not_comparable");
    }
}
