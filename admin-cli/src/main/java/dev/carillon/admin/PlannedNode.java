package dev.carillon.admin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A node as it is written on the command line: {@code HOST:CLIENT-PORT/PEER-PORT@ZONE}.
 *
 * @param host IPv6 without brackets
 * @param zone empty if none was given
 */
record PlannedNode(String host, int clientPort, int peerPort, String zone) {
    private static final Pattern FORM = Pattern.compile(
            "(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9._-]{1,253}):(\\d{1,5})/(\\d{1,5})(?:@([A-Za-z0-9._-]{1,64}))?");
    private static final int PORT_MAX = 65_535;

    /** @return null if the text is none */
    static @Nullable PlannedNode parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String host = matcher.group(1);
        int clientPort = Integer.parseInt(matcher.group(2));
        int peerPort = Integer.parseInt(matcher.group(3));
        if (clientPort < 1 || clientPort > PORT_MAX || peerPort < 1 || peerPort > PORT_MAX) {
            return null;
        }
        String zone = matcher.group(4);
        return new PlannedNode(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                clientPort,
                peerPort,
                zone == null ? "" : zone);
    }

    String clients() {
        return shown() + ":" + clientPort;
    }

    String peers() {
        return shown() + ":" + peerPort;
    }

    private String shown() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
