package dev.carillon.node.boot;

import dev.carillon.node.config.Config;
import dev.carillon.node.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must not overlook at the start: every weakened promise, loudly, with its cost. */
final class StartWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(StartWarnings.class);

    private StartWarnings() {}

    static void log(Config config) {
        if (config.yes(Settings.AUTH_INSECURE_DEV)) {
            LOG.warn("event=insecure_dev detail=\"ANYONE ON THIS MACHINE CAN LOG IN AS ANYONE; never do this with real"
                    + " users\"");
        }
        if (config.yes(Settings.LISTEN_PLAINTEXT)) {
            LOG.warn("event=plaintext detail=\"no encryption; everyone on the way can read and change all traffic\"");
        }
        switch (config.text(Settings.DATA_DURABILITY)) {
            case "interval" ->
                LOG.warn(
                        "event=weak_durability mode=interval detail=\"a power cut loses up to {} of acked messages\"",
                        config.text(Settings.DATA_SYNC_INTERVAL));
            case "none" ->
                LOG.warn("event=weak_durability mode=none detail=\"a power cut loses acked messages, up to about half a"
                        + " minute of them\"");
            default -> {}
        }
        String keyFile = config.text(Settings.AUTH_KEY_FILE);
        if (!keyFile.isEmpty() && isOpenToOthers(Path.of(keyFile))) {
            LOG.warn("event=open_key_file file={} detail=\"others can read it; chmod 600\"", keyFile);
        }
    }

    private static boolean isOpenToOthers(Path file) {
        try {
            Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
            return allowed.contains(PosixFilePermission.OTHERS_READ)
                    || allowed.contains(PosixFilePermission.GROUP_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
