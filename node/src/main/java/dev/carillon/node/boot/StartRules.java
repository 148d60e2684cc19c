package dev.carillon.node.boot;

import dev.carillon.node.config.Config;
import dev.carillon.node.config.Setting;
import dev.carillon.node.config.Settings;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.protocol.token.TokenKeysException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What must hold between settings before a node may start. Each refusal says what to do instead. */
final class StartRules {
    private StartRules() {}

    /** Without TLS a node is reachable from its own machine only, unless it was told otherwise. */
    static void checkAddresses(Config config) {
        boolean plaintext = config.yes(Settings.LISTEN_PLAINTEXT);
        boolean insecure = config.yes(Settings.AUTH_INSECURE_DEV);
        if (!isLoopback(config, Settings.LISTEN_HOST)) {
            String host = config.text(Settings.LISTEN_HOST);
            if (insecure) {
                throw refusal("--insecure-dev lets anyone log in as anyone, so it works on loopback only, not on "
                        + host + ". Use --host 127.0.0.1, or a key file instead of --insecure-dev.");
            }
            if (!plaintext) {
                throw refusal("Clients on " + host + " would be served without encryption. Use --host 127.0.0.1, or, if"
                        + " the network is trusted, say --plaintext.");
            }
        }
        if (config.integer(Settings.HTTP_PORT) >= 0 && !isLoopback(config, Settings.HTTP_HOST) && !plaintext) {
            throw refusal("Metrics on " + config.text(Settings.HTTP_HOST)
                    + " would be open to everyone there. Use http.host: 127.0.0.1, or, if the network is trusted, say"
                    + " --plaintext.");
        }
    }

    /** Without certificates other nodes are spoken to on loopback only, unless the network is said to be trusted. */
    static void checkPeerAddress(InetSocketAddress address, boolean secure, boolean trustedNetwork) {
        InetAddress host = address.getAddress();
        if (!secure && !trustedNetwork && (host == null || !host.isLoopbackAddress())) {
            throw refusal(
                    "Other nodes on " + address.getHostString() + " would be spoken to without encryption, and anyone"
                            + " there could pose as one. Nothing was started. Give the node certificates ('carillon cert issue'),"
                            + " use 127.0.0.1, or, if the network is trusted, say --plaintext.");
        }
    }

    /** The same for operators. */
    static void checkAdminAddress(InetSocketAddress address, boolean secure, boolean trustedNetwork) {
        InetAddress host = address.getAddress();
        if (!secure && !trustedNetwork && (host == null || !host.isLoopbackAddress())) {
            throw refusal(
                    "Operators on " + address.getHostString() + " would be served without encryption, and their tokens"
                            + " could be read on the way. Nothing was started. Use admin.host: 127.0.0.1, give the node"
                            + " certificates (--peer-certificates), or, if the network is trusted, say peer.plaintext: true.");
        }
    }

    /** Write buffers are taken from the block cache; larger than it they would leave none for reading. */
    static void checkMemory(Config config) {
        if (config.number(Settings.STATE_WRITE_BUFFERS) > config.number(Settings.STATE_BLOCK_CACHE)) {
            throw refusal("state.write-buffers (" + config.text(Settings.STATE_WRITE_BUFFERS)
                    + ") are a part of state.block-cache (" + config.text(Settings.STATE_BLOCK_CACHE)
                    + ") and larger than it. Nothing was started. Make the buffers smaller or the cache larger.");
        }
    }

    private static boolean isLoopback(Config config, Setting setting) {
        String host = config.text(setting);
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw refusal(setting.key() + ": there is no address named " + host + ". Use a numeric address such as"
                    + " 127.0.0.1.");
        }
    }

    /** The keys to verify tokens with; null with {@code --insecure-dev} and no key file. */
    static @Nullable TokenKeys keys(Config config) {
        String name = config.text(Settings.AUTH_KEY_FILE);
        if (name.isEmpty()) {
            if (config.yes(Settings.AUTH_INSECURE_DEV)) {
                return null;
            }
            throw refusal("There is no key file, so clients' tokens could not be checked. Make one with 'carillon token"
                    + " init --key-file carillon.keys' and start with --key-file carillon.keys; or, to try things out on"
                    + " this machine only, start with --insecure-dev.");
        }
        Path file = Path.of(name);
        try {
            return TokenKeys.parse(Files.readAllLines(file), file.toString());
        } catch (IOException e) {
            throw refusal("The key file " + file + (Files.exists(file) ? " cannot be read." : " does not exist.")
                    + " 'carillon token init --key-file " + file + "' makes one.");
        } catch (TokenKeysException e) {
            throw refusal(e.getMessage() + ". Mend the key file, or make a new one with 'carillon token init'.");
        }
    }

    private static CommandException refusal(@Nullable String why) {
        return new CommandException(ExitCode.USAGE, String.valueOf(why));
    }
}
