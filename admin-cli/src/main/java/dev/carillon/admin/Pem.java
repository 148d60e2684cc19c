package dev.carillon.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Certificates and keys as text. */
final class Pem {
    private static final int LINE = 64;

    private Pem() {}

    static String of(PrivateKey key) {
        return text("PRIVATE KEY", key.getEncoded());
    }

    static String of(X509Certificate certificate) {
        try {
            return text("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new CommandException("A certificate cannot be written: " + e.getMessage() + ".");
        }
    }

    private static String text(String what, byte[] bytes) {
        String lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
    }

    static X509Certificate certificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw unreadable(file, "certificate");
        }
    }

    static PrivateKey key(Path file) {
        try {
            String body = Files.readString(file)
                    .replace("-----BEGIN PRIVATE KEY-----", "")
                    .replace("-----END PRIVATE KEY-----", "");
            return KeyFactory.getInstance("EC")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable(file, "private key");
        }
    }

    /** SHA-256 of the certificate, as other tools print it. */
    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new CommandException("A certificate cannot be read: " + e.getMessage() + ".");
        }
    }

    private static CommandException unreadable(Path file, String what) {
        return new CommandException(
                Files.exists(file)
                        ? "The file " + file + " holds no " + what + " that can be read. Nothing was changed."
                        : "There is no " + file + ". Nothing was changed. 'carillon cert init --cluster NAME' makes a"
                                + " cluster's CA, 'carillon cert issue' a node's certificate.");
    }
}
