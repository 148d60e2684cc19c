package dev.carillon.simulator.bench;

import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import dev.carillon.simulator.bench.load.LoadTarget;
import dev.carillon.simulator.bench.load.Rows;
import dev.carillon.simulator.bench.load.WireLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon bench wire}. */
@Command(
        name = "wire",
        description = "Bytes of TCP payload of a handshake with a signed token, and of one acked message.",
        footer = {"", "Examples:", "  ./carillon bench wire", "  ./carillon bench wire --size 100 --json"},
        mixinStandardHelpOptions = true)
final class WireCommand implements Callable<Integer>, Measurement {
    private static final int BASE = 700_000;
    private static final int MESSAGES = 1000;
    private static final long EXPIRES = 0xFFFF_FFFFL;

    @Mixin
    BenchOptions options = new BenchOptions();

    @Option(names = "--size", paramLabel = "BYTES", description = "Payload (default: ${DEFAULT-VALUE}).")
    int size = 32;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "Messages, one at a time (default: ${DEFAULT-VALUE}).")
    int messages = MESSAGES;

    @Override
    public Integer call() throws Exception {
        return Measurement.run(options, this);
    }

    @Override
    public void measure(Bench bench) throws InterruptedException {
        bench.progress().say("bench: wire");
        if (bench.options().attach == null) {
            measureSigned(bench);
        } else {
            try (NodeUnderTest node = bench.node()) {
                run(bench, node, Bench::unsigned);
            }
        }
        bench.report()
                .section(String.format("wire: handshake, then %d messages of %d bytes, one at a time", messages, size));
    }

    /** With a token that is signed, because its length counts. */
    private void measureSigned(Bench bench) throws InterruptedException {
        byte[] secret = new byte[TokenKey.LENGTH];
        new SecureRandom().nextBytes(secret);
        TokenKey key = new TokenKey(1, secret);
        TokenIssuer issuer = new TokenIssuer(TokenKeys.of(key));
        Path file = null;
        try {
            file = Files.createTempFile("carillon-bench-", ".keys");
            Files.write(file, List.of(key.line()), StandardCharsets.US_ASCII);
            try (NodeUnderTest node = bench.node(List.of("--key-file", file.toString()))) {
                run(bench, node, user -> issue(issuer, user));
            }
        } catch (IOException e) {
            throw new BenchException("no key file could be written: " + e.getMessage());
        } finally {
            remove(file);
        }
    }

    private static byte[] issue(TokenIssuer issuer, String user) {
        synchronized (issuer) {
            return issuer.issue(user, EXPIRES);
        }
    }

    private static void remove(@org.jspecify.annotations.Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("bench: " + file + " could not be removed; remove it by hand");
        }
    }

    private void run(Bench bench, NodeUnderTest node, LoadTarget.Tokens tokens) throws InterruptedException {
        int base = BASE + bench.options().base;
        WireLoad.run(bench.context(node, new Rows("wire", bench.report()), tokens), size, messages, base);
    }
}
