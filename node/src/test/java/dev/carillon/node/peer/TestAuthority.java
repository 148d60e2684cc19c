package dev.carillon.node.peer;

import dev.carillon.node.boot.PeerTls;
import dev.carillon.node.runtime.Clock;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A cluster's CA, in memory. */
final class TestAuthority {
    private static final Duration YEAR = Duration.ofDays(365);

    private final X509Bundle bundle;

    TestAuthority() {
        try {
            bundle = new CertificateBuilder()
                    .subject("CN=Carillon cluster test")
                    .ecp256()
                    .setIsCertificateAuthority(true)
                    .notBefore(Instant.now().minus(YEAR))
                    .notAfter(Instant.now().plus(YEAR))
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What a node of this CA has: a certificate for that URI. */
    BiFunction<Clock, PeerNotices, PeerTls> node(String uri) {
        return node(
                uri, certificate -> certificate.addExtendedKeyUsageServerAuth().addExtendedKeyUsageClientAuth());
    }

    BiFunction<Clock, PeerNotices, PeerTls> expiredNode(String uri) {
        return node(
                uri,
                certificate -> certificate
                        .addExtendedKeyUsageServerAuth()
                        .addExtendedKeyUsageClientAuth()
                        .notAfter(Instant.now().minus(Duration.ofDays(2))));
    }

    BiFunction<Clock, PeerNotices, PeerTls> node(String uri, UnaryOperator<CertificateBuilder> more) {
        try {
            X509Bundle node = more.apply(new CertificateBuilder()
                            .subject("CN=" + uri)
                            .ecp256()
                            .addSanUriName(uri)
                            .notBefore(Instant.now().minus(Duration.ofDays(30)))
                            .notAfter(Instant.now().plus(Duration.ofDays(30))))
                    .buildIssuedBy(bundle);
            return (clock, notices) -> new PeerTls(
                    node.getKeyPair().getPrivate(),
                    node.getCertificate(),
                    new PeerTrust(bundle.getCertificate(), clock, notices));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
