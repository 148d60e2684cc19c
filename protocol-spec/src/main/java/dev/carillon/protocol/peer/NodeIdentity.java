package dev.carillon.protocol.peer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is: its cluster and its number there. A certificate carries it as a URI in the subject alternative name,
 * {@code carillon://CLUSTER/NODE}, and nothing else about the node: neither host names nor addresses.
 *
 * @param clusterId 1 to 64 of a-z, 0-9 and '-', beginning and ending with a letter or digit
 * @param nodeId 1 to 2^63 - 1
 */
public record NodeIdentity(String clusterId, long nodeId) {
    /** Longest cluster ID, characters. */
    public static final int CLUSTER_ID_LENGTH_MAX = 64;

    private static final Pattern CLUSTER_ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?");
    private static final Pattern URI = Pattern.compile("carillon://([a-z0-9-]{1,64})/([1-9][0-9]{0,18})");

    public NodeIdentity {
        if (!isClusterId(clusterId)) {
            throw new IllegalArgumentException(
                    "a cluster ID has 1 to 64 of a-z, 0-9 and '-', and neither begins nor ends" + " with '-'; not \""
                            + clusterId + "\"");
        }
        if (nodeId < 1) {
            throw new IllegalArgumentException("a node ID is 1 or more, not " + nodeId);
        }
    }

    public static boolean isClusterId(String text) {
        return CLUSTER_ID.matcher(text).matches();
    }

    /** As it stands in a certificate. */
    public String uri() {
        return "carillon://" + clusterId + "/" + nodeId;
    }

    /** Reads {@link #uri}. @return null if the text is none */
    public static @Nullable NodeIdentity parse(String uri) {
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches() || !isClusterId(matcher.group(1))) {
            return null;
        }
        try {
            return new NodeIdentity(matcher.group(1), Long.parseLong(matcher.group(2)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "node " + nodeId + " of cluster " + clusterId;
    }
}
