package dev.carillon.admin;

import dev.carillon.protocol.peer.NodeIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes a cluster's CA and the certificates of its nodes: ECDSA on P-256, X.509 version 3 (PEER.md, "Certificates"). */
final class CertificateIssuer {
    /** Clocks of nodes may differ by this much. */
    private static final Duration BACKDATED = Duration.ofMinutes(10);

    private static final int SERIAL_BYTES = 16;

    private final Surroundings surroundings;

    CertificateIssuer(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** A certificate and its key. */
    record Issued(X509Certificate certificate, PrivateKey key) {}

    Issued authority(String clusterId, Duration validity) {
        KeyPair pair = keys();
        X500Principal name = authorityName(clusterId);
        return issue(name, pair.getPrivate(), name, pair, validity, certificate -> {
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            certificate.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        });
    }

    Issued node(Issued authority, NodeIdentity identity, Duration validity) {
        PublicKey issuer = authority.certificate().getPublicKey();
        KeyPair pair = keys();
        X500Principal name = new X500Principal("CN=node " + identity.nodeId() + ",O=" + identity.clusterId());
        return issue(
                authority.certificate().getSubjectX500Principal(),
                authority.key(),
                name,
                pair,
                validity,
                certificate -> {
                    certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
                    certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
                    certificate.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                            }));
                    certificate.addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, identity.uri())));
                    certificate.addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer));
                });
    }

    /** The name of a cluster's CA; names nothing else. */
    static X500Principal authorityName(String clusterId) {
        return new X500Principal("CN=Carillon cluster " + clusterId);
    }

    private interface Extensions {
        void addTo(JcaX509v3CertificateBuilder certificate) throws IOException, GeneralSecurityException;
    }

    private Issued issue(
            X500Principal issuer,
            PrivateKey issuerKey,
            X500Principal subject,
            KeyPair pair,
            Duration validity,
            Extensions extensions) {
        Instant now = Instant.ofEpochSecond(surroundings.epochSeconds().getAsLong());
        try {
            JcaX509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                    issuer,
                    serial(),
                    Date.from(now.minus(BACKDATED)),
                    Date.from(now.plus(validity)),
                    subject,
                    pair.getPublic());
            extensions.addTo(certificate);
            return new Issued(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey))),
                    pair.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new CommandException("No certificate could be made: " + e.getMessage() + ". Nothing was changed.");
        }
    }

    private BigInteger serial() {
        byte[] bytes = new byte[SERIAL_BYTES];
        surroundings.random().accept(bytes);
        // Positive, and never zero.
        bytes[0] = (byte) (bytes[0] & 0x3F | 0x40);
        return new BigInteger(bytes);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new CommandException("This JDK makes no P-256 keys: " + e.getMessage() + ". Nothing was changed.");
        }
    }
}
