package dev.carillon.node.peer;

import dev.carillon.protocol.peer.NodeIdentity;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Reads who a node is from its certificate. */
final class PeerCertificate {
    private static final Integer URI = 6;

    private PeerCertificate() {}

    /** @return null if there is no session, no certificate, or one that names no node */
    static @Nullable NodeIdentity identity(@Nullable SSLSession session) {
        if (session == null) {
            return null;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate own ? identity(own) : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** @return null if the certificate names no node, or more than one */
    static @Nullable NodeIdentity identity(X509Certificate certificate) {
        NodeIdentity found = null;
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                NodeIdentity identity =
                        URI.equals(name.get(0)) ? NodeIdentity.parse(String.valueOf(name.get(1))) : null;
                if (identity != null && found != null) {
                    return null;
                }
                found = identity == null ? found : identity;
            }
        } catch (CertificateParsingException e) {
            return null;
        }
        return found;
    }
}
