package dev.carillon.node.peer;

import dev.carillon.node.runtime.Clock;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts what the cluster's own CA signed, while it is valid, and nothing else. Whom a certificate names is not judged
 * here but in the handshake, where the other side can be told: nodes have no host names to compare. Any thread.
 */
public final class PeerTrust extends X509ExtendedTrustManager {
    private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

    private final X509Certificate authority;
    private final Clock clock;
    private final PeerNotices notices;

    /** @param clock its wall time decides what has expired */
    public PeerTrust(X509Certificate authority, Clock clock, PeerNotices notices) {
        this.authority = authority;
        this.clock = clock;
        this.notices = notices;
    }

    private void check(X509Certificate[] chain, String use) throws CertificateException {
        try {
            judge(chain, use);
        } catch (CertificateException e) {
            notices.tell("tls " + e.getMessage(), String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void judge(X509Certificate[] chain, String use) throws CertificateException {
        X509Certificate own = chain[0];
        String who = describe(own);
        Date now = new Date(clock.nowMs());
        if (now.after(own.getNotAfter()) || now.after(authority.getNotAfter())) {
            boolean node = now.after(own.getNotAfter());
            throw expired(
                    (node ? who : "The certificate of the cluster's CA") + " expired on "
                            + Instant.ofEpochMilli(
                                    (node ? own : authority).getNotAfter().getTime())
                            + ". The connection was refused. "
                            + (node ? "Renew it with 'carillon cert renew' and restart that node." : "Make a new CA."),
                    now);
        }
        if (now.before(own.getNotBefore())) {
            throw new CertificateException(who + " is not valid before "
                    + Instant.ofEpochMilli(own.getNotBefore().getTime())
                    + ". The connection was refused. Compare the clocks of the two nodes.");
        }
        if (!isSignedByAuthority(own, now)) {
            throw new CertificateException(
                    who + " was not issued by this cluster's CA. The connection was refused. Issue"
                            + " it with 'carillon cert issue' from the same CA folder as the others.");
        }
        List<String> uses = own.getExtendedKeyUsage();
        if (uses == null || !uses.contains(use) || own.getBasicConstraints() >= 0) {
            throw new CertificateException(who + " is not meant for a node. The connection was refused. Use one that"
                    + " 'carillon cert issue' made.");
        }
    }

    private boolean isSignedByAuthority(X509Certificate own, Date now) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(now);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(own)), parameters);
            return true;
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("the CA certificate cannot be used", e);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The cause lets the other side's alert say the same. */
    private static CertificateException expired(String sentence, Date now) {
        return new CertificateException(
                sentence, new CertPathValidatorException("expired at " + now, null, null, -1, BasicReason.EXPIRED));
    }

    private static String describe(X509Certificate certificate) {
        Object who = PeerCertificate.identity(certificate);
        return who == null
                ? "A certificate that names no node ("
                        + PeerNotices.clean(
                                certificate.getSubjectX500Principal().getName()) + ")"
                : "The certificate of " + who;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, CLIENT_USE);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, SERVER_USE);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, CLIENT_USE);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, SERVER_USE);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, CLIENT_USE);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, SERVER_USE);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {authority};
    }
}
