package io.lanecoder.cli;

import picocli.CommandLine.IVersionProvider;

/** Which Lanecoder this is: from the jar's manifest or the module's descriptor. */
final class Version implements IVersionProvider {
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        if (version == null && Version.class.getModule().isNamed()) {
            version = Version.class.getModule().getDescriptor().rawVersion().orElse(null);
        }
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"lanecoder " + text()};
    }
}
