package dev.carillon.client.cli;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.CarillonClientBuilder;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.token.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where to connect, as whom, and where to keep the device: the same for every command. */
final class ConnectionOptions {
    private static final long DEV_TOKEN_SECONDS = 24 * 3_600;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT[,…]",
            description = "A node, or several of one cluster (default: CARILLON_SERVER, else 127.0.0.1:7400).")
    @Nullable
    String server;

    @Option(
            names = "--no-redirect",
            description =
                    "Stays at the server named, as behind a load balancer: it carries everything to the node that owns"
                            + " the user.")
    boolean noRedirect;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token to log in with (default: CARILLON_TOKEN).")
    @Nullable
    String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file that holds the token, read at every connection.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--insecure-dev",
            description = "Log in without a signature; only a node that was started with --insecure-dev accepts it.")
    boolean insecureDev;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where this user's devices are kept (default: ~/.carillon/USER@SERVER).")
    @Nullable
    Path state;

    @Option(
            names = "--new-device",
            description = "Gives up this user's device here and enrols a new one: the way on after a restored node.")
    boolean newDevice;

    /** Why a client closed, and the option that helps if one does. */
    static String advice(ConnectionState.Closed closed) {
        return closed.code() == ErrorCode.SEQ_AHEAD
                ? closed.reason() + " Here: the same command with --new-device."
                : closed.reason();
    }

    CarillonClientBuilder client(String user, Surroundings surroundings) {
        return client(user, surroundings, FirstFreeStore.Companion.NONE);
    }

    CarillonClientBuilder client(String user, Surroundings surroundings, FirstFreeStore.Companion companion) {
        List<ServerAddress> addresses = addresses(surroundings);
        CarillonClientBuilder builder;
        try {
            builder = CarillonClient.builder(user);
        } catch (IllegalArgumentException e) {
            throw new CommandException("\"" + user + "\" cannot be a user: " + e.getMessage() + ".");
        }
        Tokens tokens = tokens(user, surroundings);
        tokens.read();
        if (newDevice) {
            builder.startAsNewDevice();
        }
        addresses.forEach(builder::server);
        return builder.redirects(!noRedirect)
                .token(tokens::read)
                .store(new FirstFreeStore(folder(user, addresses.get(0), surroundings), companion));
    }

    /** Any nodes of the cluster; the client finds the one that owns the user. */
    List<ServerAddress> addresses(Surroundings surroundings) {
        String text = server != null ? server : surroundings.environment().get("CARILLON_SERVER");
        try {
            return text == null
                    ? List.of(new ServerAddress("127.0.0.1", ServerAddress.DEFAULT_PORT))
                    : Arrays.stream(text.split(",", -1))
                            .map(String::strip)
                            .map(ServerAddress::parse)
                            .toList();
        } catch (IllegalArgumentException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    private Path folder(String user, ServerAddress address, Surroundings surroundings) {
        if (state != null) {
            return state;
        }
        String name = (user + "@" + address).replaceAll("[^\\p{L}\\p{N}@.,_-]", "_");
        return surroundings.home().resolve(".carillon").resolve(name);
    }

    private interface Tokens {
        byte[] read();
    }

    private Tokens tokens(String user, Surroundings surroundings) {
        Path file = tokenFile;
        String environment = surroundings.environment().get("CARILLON_TOKEN");
        if (file != null) {
            return () -> fromFile(file);
        }
        if (token != null) {
            byte[] bytes = fromText(token);
            return () -> bytes;
        }
        if (insecureDev) {
            return () -> TokenIssuer.issueUnsigned(
                    user, surroundings.clock().instant().getEpochSecond() + DEV_TOKEN_SECONDS);
        }
        if (environment != null) {
            byte[] bytes = fromText(environment);
            return () -> bytes;
        }
        throw new CommandException("A token is missing. Give --token, --token-file or CARILLON_TOKEN "
                + "('carillon token' issues one), or --insecure-dev for a node that was started with it.");
    }

    private static byte[] fromFile(Path file) {
        try {
            return fromText(Files.readString(file));
        } catch (IOException e) {
            throw new CommandException("The token file " + file + " cannot be read (" + e.getMessage() + ").");
        }
    }

    private static byte[] fromText(String text) {
        try {
            return TokenIssuer.fromText(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException("The token is not one: " + e.getMessage() + ". 'carillon token' issues one.");
        }
    }
}
