package dev.carillon.admin;

import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.protocol.token.TokenResult;
import dev.carillon.protocol.token.TokenVerifier;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code token}: issues, makes keys, verifies (PROTOCOL.md, "Tokens"). */
@Command(
        name = "token",
        description = "Issues and checks the tokens that clients log in with.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon token init --key-file carillon.keys",
            "  carillon token alice --key-file carillon.keys --ttl 30d",
            "  carillon token verify TEXT --key-file carillon.keys",
            "  carillon token --operator olga --key-file carillon.keys --ttl 8h",
            "",
            "A user who is called init or verify: carillon token -- init",
            "Exit codes: 0 ok, 1 failed (verify: not valid), 2 wrong command line."
        })
final class TokenCommand implements Runnable {
    private static final String DEFAULT_KEY_FILE = "carillon.keys";

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "USER", arity = "0..1", description = "Whom the token is for.")
    private @Nullable String user;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            defaultValue = DEFAULT_KEY_FILE,
            description = "Keys to sign with; the first one signs. Default: ${DEFAULT-VALUE}")
    private Path keyFile = Path.of(DEFAULT_KEY_FILE);

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "30d",
            converter = Lifetime.Converter.class,
            description = "How long it is valid: 90s, 15m, 12h, 30d. Default: ${DEFAULT-VALUE}")
    private Lifetime ttl = new Lifetime(1);

    @Option(
            names = "--operator",
            description = "A token for the admin service, for an operator of that name; no client can log in with it.")
    private boolean operator;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** For picocli's completion script, which makes commands by itself. */
    TokenCommand() {
        this(Surroundings.system());
    }

    TokenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Issues a token. */
    @Override
    public void run() {
        String name = user;
        if (name == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "Say whom the token is for, as in: carillon token alice");
        }
        TokenKeys keys = KeyFile.read(keyFile);
        long expires = surroundings.epochSeconds().getAsLong() + ttl.seconds();
        String text = TokenIssuer.text(issue(keys, name, expires, operator));
        print(
                text,
                "{\"user\":" + quote(name) + ",\"token\":" + quote(text) + ",\"key_id\":"
                        + keys.first().id() + ",\"expires\":" + quote(time(expires)) + "}",
                json);
    }

    private static byte[] issue(TokenKeys keys, String name, long expires, boolean operator) {
        try {
            TokenIssuer issuer = new TokenIssuer(keys);
            return operator ? issuer.issueForOperator(name, expires) : issuer.issue(name, expires);
        } catch (IllegalArgumentException e) {
            throw new CommandException("No token was issued: " + e.getMessage() + ".");
        }
    }

    @Command(
            name = "init",
            description = "Makes a key file that only its owner can read.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon token init --key-file carillon.keys")
    int init(
            @Option(
                            names = "--key-file",
                            paramLabel = "FILE",
                            defaultValue = DEFAULT_KEY_FILE,
                            description = "The file to make. Default: ${DEFAULT-VALUE}")
                    Path file) {
        byte[] secret = new byte[TokenKey.LENGTH];
        surroundings.random().accept(secret);
        KeyFile.create(file, secret);
        out().println("Made " + file + ". Start nodes with --key-file " + file
                + "; issue tokens with 'carillon token USER" + " --key-file " + file + "'.");
        out().flush();
        return ExitCode.OK;
    }

    @Command(
            name = "verify",
            description = "Checks a token and says whom it is for and until when.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon token verify TEXT --key-file carillon.keys --json")
    int verify(
            @Parameters(paramLabel = "TEXT", description = "The token.") String text,
            @Option(
                            names = "--key-file",
                            paramLabel = "FILE",
                            defaultValue = DEFAULT_KEY_FILE,
                            description = "Keys to verify with. Default: ${DEFAULT-VALUE}")
                    Path file,
            @Option(names = "--json", description = "Print JSON.") boolean asJson) {
        TokenResult result = judge(text, KeyFile.read(file));
        if (result instanceof TokenResult.Valid valid) {
            String name = new String(valid.user(), StandardCharsets.UTF_8);
            String until = time(valid.expiresAtSeconds());
            print(
                    "valid: user " + name + ", key " + valid.keyId() + ", until " + until,
                    "{\"valid\":true,\"user\":" + quote(name) + ",\"key_id\":" + valid.keyId() + ",\"expires\":"
                            + quote(until) + "}",
                    asJson);
            return ExitCode.OK;
        }
        TokenResult.Invalid invalid = (TokenResult.Invalid) result;
        if (asJson) {
            print(
                    "",
                    "{\"valid\":false,\"code\":" + quote(invalid.code().name()) + ",\"problem\":"
                            + quote(invalid.detail()) + "}",
                    true);
        } else {
            err().println("not valid: " + invalid.detail() + " (" + invalid.code() + ")");
            err().flush();
        }
        return ExitCode.FAILED;
    }

    private TokenResult judge(String text, TokenKeys keys) {
        byte[] token;
        try {
            token = TokenIssuer.fromText(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException("not valid: " + e.getMessage());
        }
        return new TokenVerifier(keys)
                .verify(
                        new UnsafeBuffer(token),
                        0,
                        token.length,
                        surroundings.epochSeconds().getAsLong());
    }

    private void print(String plain, String asJson, boolean useJson) {
        out().println(useJson ? asJson : plain);
        out().flush();
    }

    private static String time(long epochSeconds) {
        return Instant.ofEpochSecond(epochSeconds).toString();
    }

    /** A JSON string; user IDs have no control characters. */
    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
