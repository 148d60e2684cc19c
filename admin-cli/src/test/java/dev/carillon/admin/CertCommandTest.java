package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.boot.PeerTls;
import dev.carillon.node.peer.PeerNotices;
import dev.carillon.node.peer.PeerTrust;
import dev.carillon.node.runtime.Clock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command {@code cert} makes, prints, refuses, and how it ends. */
class CertCommandTest {
    private static final long NOW = 1_800_000_000L;
    private static final long DAY = 86_400;

    @TempDir
    private Path parent = Path.of("");

    private String folder = "";
    private long now = NOW;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void useFolder() {
        folder = parent.resolve("certs").toString();
    }

    @Test
    void nodesTrustWhatWasIssuedByTheirOwnCaOnly() throws CertificateException {
        init();
        assertThat(run("cert", "issue", "1", "2", "--folder", folder).exitCode())
                .isZero();
        PeerTls one = read("node-1");
        PeerTls two = read("node-2");
        one.trust().checkServerTrusted(new X509Certificate[] {two.certificate()}, "ECDHE");
        two.trust().checkClientTrusted(new X509Certificate[] {one.certificate()}, "ECDHE");
        assertThat(refusal(one, one.trust().getAcceptedIssuers()[0])).contains("is not meant for a node");
        String own = folder;
        folder = parent.resolve("others").toString();
        init();
        run("cert", "issue", "2", "--folder", folder);
        PeerTls stranger = read("node-2");
        folder = own;
        assertThat(refusal(one, stranger.certificate())).contains("was not issued by this cluster's CA");
        now = NOW + 366 * DAY;
        assertThat(refusal(one, two.certificate())).contains("node 2 of cluster bells expired on 2028-01-15T08:00:00Z");
        now = NOW - DAY;
        assertThat(refusal(one, two.certificate())).contains("is not valid before");
    }

    @Test
    void keysAreForTheirOwnerOnly() throws IOException {
        init();
        run("cert", "issue", "1", "--folder", folder);
        assertThat(permissions("ca.key")).isEqualTo("rw-------");
        assertThat(permissions("node-1/node.key")).isEqualTo("rw-------");
        assertThat(permissions("node-1")).isEqualTo("rwx------");
        run("cert", "renew", "1", "--folder", folder);
        assertThat(permissions("node-1/node.key")).isEqualTo("rw-------");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        init();
        run("cert", "issue", "1", "--folder", folder);
        String authority = text("ca.key");
        String node = text("node-1/node.key");
        Result again = run("cert", "init", "--cluster", "bells", "--folder", folder);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("already", "Nothing was changed");
        Result issue = run("cert", "issue", "2", "1", "--folder", folder);
        assertThat(issue.exitCode()).isEqualTo(1);
        assertThat(issue.err()).contains("node-1", "Nothing was changed");
        assertThat(Path.of(folder, "node-2")).doesNotExist();
        assertThat(text("ca.key")).isEqualTo(authority);
        assertThat(text("node-1/node.key")).isEqualTo(node);
    }

    @Test
    void aRenewalHasANewKeyAndItsOwnTimeAndTheSameIdentity() throws IOException, CertificateException {
        init();
        run("cert", "issue", "1", "2", "--folder", folder);
        String before = text("node-1/node.key");
        now = NOW + 300 * DAY;
        Result renewed = run("cert", "renew", "1", "--folder", folder, "--days", "90");
        assertThat(renewed.exitCode()).isZero();
        assertThat(renewed.out()).contains("node 1 of cluster bells", "2028-02-09T08:00:00Z", "restart it");
        assertThat(text("node-1/node.key")).isNotEqualTo(before);
        now = NOW + 370 * DAY;
        read("node-2")
                .trust()
                .checkClientTrusted(new X509Certificate[] {read("node-1").certificate()}, "ECDHE");
        assertThat(run("cert", "renew", "3", "--folder", folder).err()).contains("There is no", "node-3");
    }

    @Test
    void showWarnsOfWhatExpiresSoonAndFailsOnWhatHas() {
        init();
        run("cert", "issue", "1", "--folder", folder, "--days", "40");
        Result fresh = run("cert", "show", "--folder", folder);
        assertThat(fresh.exitCode()).isZero();
        assertThat(fresh.err()).isEmpty();
        assertThat(fresh.out().lines()).hasSize(2);
        assertThat(fresh.out()).contains("CA of cluster bells", "node 1 of cluster bells", "SHA-256 ");
        now = NOW + 30 * DAY;
        Result soon = run("cert", "show", "--folder", folder);
        assertThat(soon.exitCode()).isZero();
        assertThat(soon.err()).startsWith("Expires in 10 days: ").contains("carillon cert renew");
        now = NOW + 40 * DAY;
        Result late = run("cert", "show", "--folder", folder, "--json");
        assertThat(late.exitCode()).isEqualTo(1);
        assertThat(late.err()).startsWith("Expired: ");
        assertThat(late.out())
                .startsWith("{\"certificates\":[{\"file\":\"")
                .contains("\"identity\":\"node 1 of cluster bells\",\"uri\":\"carillon://bells/1\"", "\"expired\":true")
                .containsPattern("\"sha256\":\"([0-9A-F]{2}:){31}[0-9A-F]{2}\"");
    }

    @Test
    void aNodesCertificateNeverOutlivesItsCa() {
        run("cert", "init", "--cluster", "bells", "--folder", folder, "--days", "10");
        Result result = run("cert", "issue", "1", "--folder", folder);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("expires in 10 days, before the certificate would", "Nothing was changed");
        assertThat(Path.of(folder, "node-1")).doesNotExist();
    }

    @Test
    void wrongCommandLinesAreSaidInASentence() {
        assertThat(run("cert").err()).startsWith("Say what to do: init, issue, show or renew.");
        assertThat(run("cert").exitCode()).isEqualTo(2);
        assertThat(run("cert", "init", "--cluster", "Bells!").exitCode()).isEqualTo(2);
        init();
        assertThat(run("cert", "issue", "0", "--folder", folder).exitCode()).isEqualTo(2);
        assertThat(run("cert", "issue", "1", "1", "--folder", folder).err()).startsWith("A node is named twice.");
        assertThat(run("cert", "issue", "1", "--days", "0", "--folder", folder).exitCode())
                .isEqualTo(2);
        assertThat(run("cert", "issue", "x", "--folder", folder).exitCode()).isEqualTo(2);
    }

    @Test
    void missingAndForeignFilesAreNamed() throws IOException {
        Result missing = run("cert", "issue", "1", "--folder", folder);
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("There is no", "ca.crt", "carillon cert init");
        Path noise = Files.writeString(parent.resolve("noise.crt"), "noise");
        assertThat(run("cert", "show", noise.toString()).err()).contains("holds no certificate that can be read");
        assertThat(missing.err()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void helpHasExamplesForEveryCommand() {
        assertThat(run("cert", "--help").out()).contains("Examples:", "carillon cert init --cluster bells");
        for (String command : List.of("init", "issue", "show", "renew")) {
            assertThat(run("cert", command, "--help").out()).contains("Example", "carillon cert " + command);
        }
    }

    private void init() {
        assertThat(run("cert", "init", "--cluster", "bells", "--folder", folder).exitCode())
                .isZero();
    }

    private PeerTls read(String node) {
        Clock clock = new Clock() {
            @Override
            public long nowMs() {
                return now * 1_000;
            }

            @Override
            public long nanoTime() {
                return 0;
            }
        };
        PeerNotices notices = new PeerNotices(clock, Duration.ofHours(1), text -> {});
        return PeerTls.read(Path.of(folder, node), authority -> new PeerTrust(authority, clock, notices));
    }

    private static String refusal(PeerTls at, X509Certificate shown) {
        List<String> said = new ArrayList<>();
        try {
            at.trust().checkClientTrusted(new X509Certificate[] {shown}, "ECDHE");
        } catch (CertificateException e) {
            said.add(String.valueOf(e.getMessage()));
        }
        return said.isEmpty() ? "trusted" : said.get(0);
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(folder, file)));
    }

    private String text(String file) throws IOException {
        return Files.readString(Path.of(folder, file));
    }

    private Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(() -> now, bytes -> Arrays.fill(bytes, (byte) 7), Map.of());
        CommandLine command = AdminMain.commandLine(surroundings)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int exitCode = command.execute(args);
        return new Result(exitCode, out.toString(), err.toString());
    }
}
