package dev.carillon.node.peer;

import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in a sentence why a connection to another node ended. */
final class PeerTrouble {
    private static final int CAUSES_MAX = 16;

    private PeerTrouble() {}

    static String sentence(PeerAddress address, Throwable trouble) {
        // The inner causes know more than those that wrap them.
        String sentence = null;
        Throwable cause = trouble;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            String better = known(address, cause);
            sentence = better == null ? sentence : better;
            cause = cause.getCause();
        }
        return sentence != null
                ? sentence
                : "The connection to " + address + " ended: " + PeerNotices.clean(String.valueOf(trouble.getMessage()))
                        + ". It will be called anew.";
    }

    private static @Nullable String known(PeerAddress address, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateException && !(cause.getCause() instanceof CertificateException)) {
            return address + " was called and not trusted. " + PeerNotices.clean(message);
        }
        if (cause instanceof ConnectException) {
            return "Nothing answers where " + address + " should. It will be tried again.";
        }
        if (cause instanceof SSLException) {
            String text = message.toLowerCase(Locale.ROOT);
            if (text.contains("certificate_expired")) {
                return address + " does not accept this node's certificate, because it expired. Renew it with 'carillon"
                        + " cert renew' and restart this node.";
            }
            if (text.contains("fatal alert")) {
                return address + " does not accept this node's certificate (" + PeerNotices.clean(message)
                        + "). Its own log says why; 'carillon cert show' shows both nodes' certificates.";
            }
            return "No encrypted connection to " + address + ": " + PeerNotices.clean(message)
                    + ". Do both nodes use certificates?";
        }
        return null;
    }
}
