package dev.carillon.node.boot;

import dev.carillon.node.peer.PeerTrust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.function.Function;

/**
 * What a node shows other nodes, and what it trusts: the three files that {@code carillon cert issue} puts into a node's
 * folder.
 */
public record PeerTls(PrivateKey key, X509Certificate certificate, PeerTrust trust) {
    /**
     * Reads {@code node.key}, {@code node.crt} and {@code ca.crt}.
     *
     * @param trusting makes the trust of the CA's certificate
     * @throws IllegalStateException if one cannot be read; the message is for people
     */
    public static PeerTls read(Path folder, Function<X509Certificate, PeerTrust> trusting) {
        return new PeerTls(
                key(folder.resolve("node.key")),
                certificate(folder.resolve("node.crt")),
                trusting.apply(certificate(folder.resolve("ca.crt"))));
    }

    private static X509Certificate certificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw unreadable(file, e);
        }
    }

    private static PrivateKey key(Path file) {
        try {
            String text = Files.readString(file)
                    .replace("-----BEGIN PRIVATE KEY-----", "")
                    .replace("-----END PRIVATE KEY-----", "");
            return KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalStateException unreadable(Path file, Exception cause) {
        return new IllegalStateException(
                file + (Files.exists(file) ? " cannot be used as what its name says." : " does not exist.")
                        + " Nothing was started. 'carillon cert issue' makes a node's folder of certificates.",
                cause);
    }
}
