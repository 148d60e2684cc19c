package dev.carillon.ring.bench;

import dev.carillon.ring.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Consistent hashing with random tokens (Karger et al., 1997; Dynamo's strategy 1): a node has tokens in proportion to
 * its weight, and an arc is held by the next distinct nodes, of distinct zones where there are enough.
 */
final class VirtualNodes implements Scheme {
    private final int perNode;

    VirtualNodes(int perNode) {
        this.perNode = perNode;
    }

    @Override
    public String label() {
        return perNode + " virtual nodes";
    }

    @Override
    public Ownership begin(List<Member> members) {
        return change(members);
    }

    private record Token(double at, Member member) {}

    @Override
    public Ownership change(List<Member> members) {
        List<Token> tokens = new ArrayList<>();
        for (Member member : members) {
            for (int i = 0; i < perNode * member.weight() / 100; i++) {
                tokens.add(new Token(Scheme.unit(Scheme.mix(member.id(), i + 1)), member));
            }
        }
        tokens.sort(Comparator.comparingDouble(Token::at));
        int copies = Math.min(COPIES, members.size());
        boolean zoned = members.stream().map(Member::zone).distinct().count() >= copies;
        double[] ends = new double[tokens.size() + 1];
        int[][] holders = new int[tokens.size() + 1][];
        for (int i = 0; i <= tokens.size(); i++) {
            // The last arc, behind the last token, belongs to the first token.
            ends[i] = i < tokens.size() ? tokens.get(i).at() : 1;
            holders[i] = i < tokens.size() ? holders(tokens, i, copies, zoned) : holders[0];
        }
        return new Ownership(ends, holders);
    }

    private static int[] holders(List<Token> tokens, int first, int copies, boolean zoned) {
        int[] holders = new int[copies];
        Set<Object> met = new HashSet<>();
        int count = 0;
        for (int i = first; count < copies; i = i + 1 == tokens.size() ? 0 : i + 1) {
            Member member = tokens.get(i).member();
            if (met.add(zoned ? member.zone() : (Object) member.id())) {
                holders[count++] = member.id();
            }
        }
        return holders;
    }
}
