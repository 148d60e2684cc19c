package dev.carillon.admin;

import dev.carillon.protocol.peer.NodeIdentity;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code cert}: a cluster's CA and the certificates by which its nodes know each other. */
@Command(
        name = "cert",
        description = {
            "Makes and shows the certificates by which the nodes of a cluster know each other.",
            "A node that is alone does not use them."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon cert init --cluster bells",
            "  carillon cert issue 1 2 3",
            "  carillon cert show",
            "  carillon cert renew 2 --days 90",
            "",
            "The folder 'carillon-certs/node-1' goes to node 1; 'carillon-certs/ca.key' stays with you.",
            "Exit codes: 0 ok, 1 failed (show: something has expired), 2 wrong command line."
        })
final class CertCommand implements Runnable {
    private static final String FOLDER = "carillon-certs";
    private static final String FOLDER_HELP = "Where the certificates lie. Default: ${DEFAULT-VALUE}";
    private static final int DAYS_MAX = 7_300;

    private final Surroundings surroundings;
    private final CertificateIssuer issuer;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli's completion script, which makes commands by itself. */
    CertCommand() {
        this(Surroundings.system());
    }

    CertCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.issuer = new CertificateIssuer(surroundings);
    }

    @Override
    public void run() {
        throw usage("Say what to do: init, issue, show or renew.");
    }

    @Command(
            name = "init",
            description = "Makes a cluster's CA, once.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon cert init --cluster bells --days 3650")
    int init(
            @Option(
                            names = "--cluster",
                            paramLabel = "ID",
                            required = true,
                            description = "The cluster's ID: a-z, 0-9 and '-'.")
                    String clusterId,
            @Option(names = "--folder", paramLabel = "FOLDER", defaultValue = FOLDER, description = FOLDER_HELP)
                    Path folder,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "3650",
                            description = "How long it is valid. Default: ${DEFAULT-VALUE}")
                    int days,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        if (!NodeIdentity.isClusterId(clusterId)) {
            throw usage("A cluster ID has 1 to 64 of a-z, 0-9 and '-', and neither begins nor ends with '-'; not \""
                    + clusterId + "\".");
        }
        Duration validity = days(days);
        CertificateFolder files = new CertificateFolder(folder);
        CertificateFolder.refuseExisting(files.authorityKey(), files.authority());
        CertificateIssuer.Issued made = issuer.authority(clusterId, validity);
        CertificateFolder.makeFolder(folder);
        CertificateFolder.writeKey(files.authorityKey(), Pem.of(made.key()));
        CertificateFolder.writeCertificate(files.authority(), Pem.of(made.certificate()));
        say(
                List.of(new ShownCertificate(files.authority(), made.certificate(), now())),
                "Made " + files.authorityKey() + " and " + files.authority()
                        + ". Keep ca.key to yourself: whoever has it"
                        + " can add nodes. Next: 'carillon cert issue 1 2 3" + option(folder) + "'.",
                json);
        return ExitCode.OK;
    }

    @Command(
            name = "issue",
            description = "Makes certificates for nodes that have none.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon cert issue 1 2 3 --days 365")
    int issue(
            @Parameters(paramLabel = "NODE", arity = "1..*", description = "Node IDs, from 1.") List<Long> nodes,
            @Option(names = "--folder", paramLabel = "FOLDER", defaultValue = FOLDER, description = FOLDER_HELP)
                    Path folder,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "365",
                            description = "How long they are valid. Default: ${DEFAULT-VALUE}")
                    int days,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        CertificateFolder files = new CertificateFolder(folder);
        Duration validity = days(days);
        checkNodes(nodes);
        CertificateIssuer.Issued authority = authority(files);
        for (long node : nodes) {
            CertificateFolder.refuseExisting(
                    files.nodeKey(node), files.nodeCertificate(node), files.nodeAuthority(node));
        }
        List<ShownCertificate> made = new ArrayList<>();
        for (long node : nodes) {
            CertificateIssuer.Issued issued = issue(authority, node, validity);
            CertificateFolder.makeFolder(files.node(node));
            CertificateFolder.writeKey(files.nodeKey(node), Pem.of(issued.key()));
            CertificateFolder.writeCertificate(files.nodeCertificate(node), Pem.of(issued.certificate()));
            CertificateFolder.writeCertificate(files.nodeAuthority(node), Pem.of(authority.certificate()));
            made.add(new ShownCertificate(files.nodeCertificate(node), issued.certificate(), now()));
        }
        say(
                made,
                "Made " + made.size() + (made.size() == 1 ? " certificate" : " certificates") + ". Copy each folder "
                        + files.root().resolve("node-N") + " to its node, and nowhere else.",
                json);
        return ExitCode.OK;
    }

    @Command(
            name = "renew",
            description = "Replaces nodes' certificates and keys by new ones.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon cert renew 2 --days 90")
    int renew(
            @Parameters(paramLabel = "NODE", arity = "1..*", description = "Node IDs.") List<Long> nodes,
            @Option(names = "--folder", paramLabel = "FOLDER", defaultValue = FOLDER, description = FOLDER_HELP)
                    Path folder,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "365",
                            description = "How long they are valid. Default: ${DEFAULT-VALUE}")
                    int days,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        CertificateFolder files = new CertificateFolder(folder);
        Duration validity = days(days);
        checkNodes(nodes);
        CertificateIssuer.Issued authority = authority(files);
        for (long node : nodes) {
            Pem.certificate(files.nodeCertificate(node));
        }
        List<ShownCertificate> made = new ArrayList<>();
        for (long node : nodes) {
            CertificateIssuer.Issued issued = issue(authority, node, validity);
            CertificateFolder.replace(
                    files.nodeKey(node),
                    Pem.of(issued.key()),
                    files.nodeCertificate(node),
                    Pem.of(issued.certificate()));
            made.add(new ShownCertificate(files.nodeCertificate(node), issued.certificate(), now()));
        }
        say(
                made,
                "Renewed. Copy each folder to its node and restart it; until then it goes on with the old one.",
                json);
        return ExitCode.OK;
    }

    @Command(
            name = "show",
            description = "Shows certificates: whose they are, until when, and their fingerprints.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  carillon cert show", "  carillon cert show node-1/node.crt --json"})
    int show(
            @Parameters(
                            paramLabel = "FILE",
                            arity = "0..*",
                            description = "Certificates; without any, those in FOLDER.")
                    @Nullable
                    List<Path> named,
            @Option(names = "--folder", paramLabel = "FOLDER", defaultValue = FOLDER, description = FOLDER_HELP)
                    Path folder,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        List<Path> paths =
                named == null || named.isEmpty() ? ShownCertificate.in(new CertificateFolder(folder)) : named;
        List<ShownCertificate> shown = new ArrayList<>();
        for (Path path : paths) {
            shown.add(new ShownCertificate(path, Pem.certificate(path), now()));
        }
        say(shown, "", json);
        return shown.stream().anyMatch(ShownCertificate::hasExpired) ? ExitCode.FAILED : ExitCode.OK;
    }

    private CertificateIssuer.Issued issue(CertificateIssuer.Issued authority, long node, Duration validity) {
        X509Certificate certificate = authority.certificate();
        long left = certificate.getNotAfter().getTime() / 1_000 - now();
        if (validity.toSeconds() > left) {
            throw new CommandException("The cluster's CA expires in " + Math.max(0, left / 86_400)
                    + " days, before the certificate would. Nothing was changed. Use fewer --days, or make a new CA.");
        }
        return issuer.node(authority, new NodeIdentity(ShownCertificate.cluster(certificate), node), validity);
    }

    private static CertificateIssuer.Issued authority(CertificateFolder files) {
        X509Certificate certificate = Pem.certificate(files.authority());
        if (ShownCertificate.cluster(certificate).isEmpty()) {
            throw new CommandException(
                    files.authority() + " is not the CA of a Carillon cluster. Nothing was changed. Use"
                            + " the folder that 'carillon cert init' made.");
        }
        return new CertificateIssuer.Issued(certificate, Pem.key(files.authorityKey()));
    }

    private void checkNodes(List<Long> nodes) {
        for (long node : nodes) {
            if (node < 1) {
                throw usage("Node IDs begin with 1; " + node + " is none.");
            }
        }
        if (nodes.stream().distinct().count() != nodes.size()) {
            throw usage("A node is named twice.");
        }
    }

    private Duration days(int days) {
        if (days < 1 || days > DAYS_MAX) {
            throw usage("A certificate is valid for 1 to " + DAYS_MAX + " days, not " + days + ".");
        }
        return Duration.ofDays(days);
    }

    private long now() {
        return surroundings.epochSeconds().getAsLong();
    }

    private static String option(Path folder) {
        return folder.equals(Path.of(FOLDER)) ? "" : " --folder " + folder;
    }

    private void say(List<ShownCertificate> certificates, String sentence, boolean json) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var err = Objects.requireNonNull(spec).commandLine().getErr();
        if (json) {
            out.println(ShownCertificate.json(certificates));
        } else {
            certificates.forEach(each -> out.println(each.line()));
            if (!sentence.isEmpty()) {
                out.println(sentence);
            }
        }
        for (ShownCertificate each : certificates) {
            if (!each.warning().isEmpty()) {
                err.println(each.warning());
            }
        }
        out.flush();
        err.flush();
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
