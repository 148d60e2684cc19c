package dev.carillon.simulator.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {
    @TempDir
    Path folder;

    private void launcher(String script) throws Exception {
        Path launcher = Files.writeString(folder.resolve("carillon"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theLauncherBuildsAndTheClassPathIsThatOfItsSimulator() throws Exception {
        launcher("mkdir -p '" + folder + "/simulator/target/lib' && cd '" + folder
                + "/simulator/target' && touch simulator-1.jar simulator-1-sources.jar lib/node-1.jar lib/agrona.jar");

        String classPath = Build.classPath(folder);

        Path target = folder.resolve("simulator/target");
        assertThat(classPath.split(File.pathSeparator))
                .containsExactly(
                        target.resolve("simulator-1.jar").toString(),
                        target.resolve("lib/agrona.jar").toString(),
                        target.resolve("lib/node-1.jar").toString());
    }

    @Test
    void whatIsNoCheckoutOrDoesNotBuildIsSaidInWords() throws Exception {
        assertThatThrownBy(() -> Build.classPath(folder)).hasMessageContaining("is no checkout of Carillon");
        launcher("exit 3");
        assertThatThrownBy(() -> Build.classPath(folder)).hasMessageContaining("does not build");
        launcher("exit 0");
        assertThatThrownBy(() -> Build.classPath(folder)).hasMessageContaining("cannot be read");
    }
}
