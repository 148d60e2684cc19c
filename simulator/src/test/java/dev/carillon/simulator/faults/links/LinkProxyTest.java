package dev.carillon.simulator.faults.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy between a caller, node 1, and a called one, node 2, over real sockets. */
class LinkProxyTest {
    private static final int SILENCE_MS = 200;
    private static final int WITHIN_MS = 10_000;

    private final LinkProxy links = new LinkProxy(System::nanoTime);
    private ServerSocket server;
    private int port;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        server.setSoTimeout(WITHIN_MS);
        port = links.open(1, 2, server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        links.close();
        server.close();
    }

    private static Socket patient(Socket socket, int ms) throws IOException {
        socket.setSoTimeout(ms);
        return socket;
    }

    private Socket call() throws IOException {
        return patient(new Socket(InetAddress.getLoopbackAddress(), port), WITHIN_MS);
    }

    private Socket accept() throws IOException {
        return patient(server.accept(), WITHIN_MS);
    }

    private static void hearsNothing(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(WITHIN_MS);
    }

    @Test
    void bytesAndTheEndGetThroughBothWays() throws IOException {
        try (Socket caller = call();
                Socket called = accept()) {
            caller.getOutputStream().write(7);
            assertThat(called.getInputStream().read()).isEqualTo(7);
            called.getOutputStream().write(8);
            assertThat(caller.getInputStream().read()).isEqualTo(8);
            called.close();
            assertThat(caller.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aCutHoldsOneDirectionBackAndWhatWasHeldArrivesInOrder() throws Exception {
        try (Socket caller = call();
                Socket called = accept()) {
            links.cut(1, 2);
            caller.getOutputStream().write(1);
            hearsNothing(called);
            called.getOutputStream().write(8);
            assertThat(caller.getInputStream().read()).isEqualTo(8);
            assertThat(links.effect(1, 2).bytesHeld()).isEqualTo(1);
            assertThat(links.effect(2, 1).bytesHeld()).isZero();
            caller.getOutputStream().write(2);

            links.heal(1, 2);
            assertThat(called.getInputStream().read()).isEqualTo(1);
            assertThat(called.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void theEndOfAConnectionDoesNotPassACut() throws Exception {
        try (Socket caller = call();
                Socket called = accept()) {
            links.cut(1, 2);
            caller.close();
            hearsNothing(called);

            links.heal(1, 2);
            assertThat(called.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aNewConnectionDuringACutStaysSilentAndEndsWithIt() throws Exception {
        links.cut(2, 1);
        try (Socket caller = call()) {
            caller.getOutputStream().write(1);
            hearsNothing(caller);
            links.heal(2, 1);
            assertThat(caller.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void slowBytesComeLaterAndAreNotOvertaken() throws Exception {
        try (Socket caller = call();
                Socket called = accept()) {
            links.slow(1, 2, SILENCE_MS);
            long from = System.nanoTime();
            caller.getOutputStream().write(1);
            while (links.effect(1, 2).bytesDelayed() == 0) {
                Thread.onSpinWait();
            }
            links.heal(1, 2);
            caller.getOutputStream().write(2);

            assertThat(called.getInputStream().read()).isEqualTo(1);
            assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(SILENCE_MS * 1_000_000L);
            assertThat(called.getInputStream().read()).isEqualTo(2);
        }
    }
}
