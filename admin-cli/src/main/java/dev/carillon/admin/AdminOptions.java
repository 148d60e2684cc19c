package dev.carillon.admin;

import dev.carillon.protocol.token.TokenIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which nodes are asked, and as whom; shared by all commands that speak to nodes. */
final class AdminOptions {
    private static final String DEFAULT_SERVER = "127.0.0.1:7490";
    private static final String DEFAULT_KEYS = "carillon.keys";
    private static final int TOKEN_SECONDS = 300;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "Admin address of a node; more than one are tried in turn. Default: $CARILLON_ADMIN, or "
                    + DEFAULT_SERVER)
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "The cluster of that name ('carillon context set'); what is said beside it counts more."
                    + " Default: $CARILLON_CONTEXT; else the current one, which $CARILLON_ADMIN overrides")
    private @Nullable String contextName;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The nodes' key file, to sign a short-lived operator's token with. Default: " + DEFAULT_KEYS
                    + " if there is one")
    private @Nullable Path keyFile;

    @Option(
            names = "--insecure-dev",
            description = "Sign nothing, for nodes that run with --insecure-dev; so it is too if there is no key file.")
    private boolean insecureDev;

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description = "An operator's token ('carillon token --operator NAME'). Default: $CARILLON_OPERATOR_TOKEN")
    private @Nullable String token;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "The cluster's ca.crt, for nodes that have certificates. Default: $CARILLON_CA; without: plaintext")
    private @Nullable Path authority;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Lifetime.Converter.class,
            description = "How long an answer is waited for. Default: ${DEFAULT-VALUE}")
    private Lifetime timeout = new Lifetime(5);

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** Opens connections to the nodes that are named; close it. */
    AdminConnections connect(Surroundings surroundings) {
        Contexts.@Nullable Context context = context(surroundings);
        return new AdminConnections(
                servers(surroundings, context),
                operatorToken(surroundings, context),
                authority(surroundings, context),
                timeout.seconds());
    }

    /** The one that was named, or else the current one unless the command line or $CARILLON_ADMIN names servers. */
    private Contexts.@Nullable Context context(Surroundings surroundings) {
        String name = contextName == null ? surroundings.environment().get("CARILLON_CONTEXT") : contextName;
        if (name != null) {
            return Contexts.read(surroundings.environment()).named(name);
        }
        if (!servers.isEmpty() || surroundings.environment().containsKey("CARILLON_ADMIN")) {
            // Somebody else's keys and CA must not be shown to these.
            return null;
        }
        Contexts contexts = Contexts.read(surroundings.environment());
        String current = contexts.current();
        return current == null ? null : contexts.named(current);
    }

    private List<ServerAddress> servers(Surroundings surroundings, Contexts.@Nullable Context context) {
        String fromEnvironment =
                context != null ? context.server() : surroundings.environment().get("CARILLON_ADMIN");
        List<String> texts = !servers.isEmpty()
                ? servers
                : List.of((fromEnvironment == null ? DEFAULT_SERVER : fromEnvironment).split(","));
        return texts.stream().map(String::strip).map(ServerAddress::parse).toList();
    }

    private @Nullable Path authority(Surroundings surroundings, Contexts.@Nullable Context context) {
        String fromEnvironment = context != null
                ? context.authority()
                : surroundings.environment().get("CARILLON_CA");
        Path file = authority != null || fromEnvironment == null ? authority : Path.of(fromEnvironment);
        if (file != null && !Files.isReadable(file)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The CA certificate " + file + " cannot be read. Nothing was asked. Mend --ca, or the context.");
        }
        return file;
    }

    /** Gives a token at each call. What makes no sense is said at once. */
    private Supplier<byte[]> operatorToken(Surroundings surroundings, Contexts.@Nullable Context context) {
        String text = token == null ? surroundings.environment().get("CARILLON_OPERATOR_TOKEN") : token;
        if (text != null) {
            try {
                byte[] issued = TokenIssuer.fromText(text);
                return () -> issued;
            } catch (IllegalArgumentException e) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "The operator's token cannot be used: " + e.getMessage()
                                + ". Nothing was asked. 'carillon token --operator NAME' issues one.");
            }
        }
        String name = operatorName(surroundings);
        LongSupplier expires = () -> surroundings.epochSeconds().getAsLong() + TOKEN_SECONDS;
        Path keys = keys(context);
        if (keys == null) {
            // What only a node with --insecure-dev takes.
            return () -> TokenIssuer.issueUnsignedForOperator(name, expires.getAsLong());
        }
        TokenIssuer issuer = new TokenIssuer(KeyFile.read(keys));
        return () -> issuer.issueForOperator(name, expires.getAsLong());
    }

    /** @return null if nothing is to be signed */
    private @Nullable Path keys(Contexts.@Nullable Context context) {
        if (insecureDev) {
            return null;
        }
        if (keyFile != null) {
            return keyFile;
        }
        if (context != null && (context.insecureDev() || context.keyFile() != null)) {
            return context.keyFile() == null ? null : Path.of(context.keyFile());
        }
        Path here = Path.of(DEFAULT_KEYS);
        return Files.exists(here) ? here : null;
    }

    private static String operatorName(Surroundings surroundings) {
        String user = surroundings.environment().get("USER");
        return user != null && user.matches("[A-Za-z0-9._-]{1,32}") ? user : "operator";
    }
}
