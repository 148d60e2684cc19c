package dev.carillon.node.boot;

import picocli.CommandLine;

/** Which Carillon this is, from the jar's manifest. */
final class NodeVersion implements CommandLine.IVersionProvider {
    static String text() {
        String version = NodeVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"carillon " + text()};
    }
}
