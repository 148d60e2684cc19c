package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdminConnectionsTest {
    /** What a node that ends resets is no fault of it: who waits for it to be back asks again. */
    @Test
    void aNodeThatEndsWhileItIsAskedIsOneThatDoesNotAnswer() {
        ServerAddress server = ServerAddress.parse("127.0.0.1:1");
        try (AdminConnections nodes = new AdminConnections(List.of(server), () -> new byte[0], null, 1)) {
            CommandException told =
                    nodes.told(server, Status.CANCELLED.withDescription("RST_STREAM closed stream. HTTP/2 error code"));
            assertThat(told.exitCode()).isEqualTo(ExitCode.NOT_REACHED);
            assertThat(told).hasMessageContaining("ended while it was asked").hasMessageContaining("ring status");
        }
    }
}
