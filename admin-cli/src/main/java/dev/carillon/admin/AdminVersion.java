package dev.carillon.admin;

import picocli.CommandLine;

/** Which Carillon this is, from the jar's manifest. */
final class AdminVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = AdminVersion.class.getPackage().getImplementationVersion();
        return new String[] {"carillon " + (version == null ? "development" : version)};
    }
}
