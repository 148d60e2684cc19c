package dev.carillon.simulator.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A child gets what the libraries need, and nothing that is this process's own. */
class JavaCommandTest {
    @Test
    void theUnpackedNativeLibraryIsPassedOnAndTheHeapIsNot() {
        assertThat(JavaCommand.passedOn(List.of(
                        "-Xmx4g",
                        "-Djava.library.path=/somewhere/native",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "-Djava.io.tmpdir=/tmp",
                        "-javaagent:agent.jar",
                        "-XX:+UseCompactObjectHeaders",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED")))
                .containsExactly(
                        "-Djava.library.path=/somewhere/native",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "-XX:+UseCompactObjectHeaders");
    }
}
