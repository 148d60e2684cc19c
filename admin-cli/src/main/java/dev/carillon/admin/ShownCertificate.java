package dev.carillon.admin;

import dev.carillon.protocol.peer.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What people need to know of a certificate.
 *
 * @param nowSeconds since 1970
 */
record ShownCertificate(Path file, X509Certificate certificate, long nowSeconds) {
    private static final String AUTHORITY_NAME = "CN=Carillon cluster ";
    private static final Integer URI = 6;
    private static final long DAY_SECONDS = 86_400;

    /** When to begin warning, days. */
    private static final long SOON = 30;

    /** The certificates in a folder, the CA's first, then nodes by their number. */
    static List<Path> in(CertificateFolder folder) {
        List<Path> found = new ArrayList<>();
        found.add(folder.authority());
        if (Files.isDirectory(folder.root())) {
            try (Stream<Path> entries = Files.list(folder.root())) {
                entries.map(entry -> entry.resolve("node.crt"))
                        .filter(Files::exists)
                        .sorted(Comparator.comparing(
                                        (Path path) -> path.toString().length())
                                .thenComparing(Path::toString))
                        .forEach(found::add);
            } catch (IOException e) {
                throw new CommandException("The folder " + folder.root() + " cannot be read: " + e.getMessage() + ".");
            }
        }
        return found;
    }

    /** The cluster of a CA's certificate, empty if it is none. */
    static String cluster(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        String cluster = name.startsWith(AUTHORITY_NAME) ? name.substring(AUTHORITY_NAME.length()) : "";
        return NodeIdentity.isClusterId(cluster) && certificate.getBasicConstraints() >= 0 ? cluster : "";
    }

    boolean hasExpired() {
        return secondsLeft() <= 0;
    }

    String line() {
        return file + ": " + who() + ", valid "
                + Instant.ofEpochMilli(certificate.getNotBefore().getTime()) + " to " + until() + ", SHA-256 "
                + Pem.fingerprint(certificate);
    }

    /** Empty if there is nothing to warn of. */
    String warning() {
        if (hasExpired()) {
            return "Expired: " + file + " (" + who() + "), on " + until() + ". " + remedy();
        }
        long days = secondsLeft() / DAY_SECONDS;
        return days >= SOON ? "" : "Expires in " + days + " days: " + file + " (" + who() + "). " + remedy();
    }

    private String remedy() {
        return isNode() ? "Renew it with 'carillon cert renew'." : "Make a new CA in another folder in time.";
    }

    private boolean isNode() {
        return NodeIdentity.parse(identity()) != null;
    }

    private String who() {
        NodeIdentity node = NodeIdentity.parse(identity());
        String cluster = cluster(certificate);
        return node != null ? node.toString() : cluster.isEmpty() ? "nobody in a cluster" : "CA of cluster " + cluster;
    }

    private String identity() {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (URI.equals(name.get(0))) {
                    return String.valueOf(name.get(1));
                }
            }
        } catch (CertificateParsingException e) {
            return "";
        }
        return "";
    }

    private Instant until() {
        return Instant.ofEpochMilli(certificate.getNotAfter().getTime());
    }

    private long secondsLeft() {
        return certificate.getNotAfter().getTime() / 1_000 - nowSeconds;
    }

    static String json(List<ShownCertificate> certificates) {
        return certificates.stream()
                .map(ShownCertificate::json)
                .collect(Collectors.joining(",", "{\"certificates\":[", "]}"));
    }

    private String json() {
        String quoted = file.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        return "{\"file\":\"" + quoted + "\",\"identity\":\"" + who() + "\",\"uri\":\"" + (isNode() ? identity() : "")
                + "\",\"not_before\":\""
                + Instant.ofEpochMilli(certificate.getNotBefore().getTime())
                + "\",\"not_after\":\"" + until() + "\",\"days_left\":" + Math.floorDiv(secondsLeft(), DAY_SECONDS)
                + ",\"expired\":" + hasExpired() + ",\"sha256\":\"" + Pem.fingerprint(certificate) + "\"}";
    }
}
