package dev.carillon.simulator.process;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Ports on loopback that nobody listens on. Not from the range that systems take the ports of outgoing connections from:
 * a node that was killed must find its own again.
 */
final class FreePorts {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private FreePorts() {}

    /** @throws IOException if there are not so many */
    static List<Integer> find(int count, RandomGenerator random) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < ATTEMPTS && held.size() < count; i++) {
                try {
                    held.add(new ServerSocket(random.nextInt(LOWEST, HIGHEST), 1, InetAddress.getLoopbackAddress()));
                } catch (BindException e) {
                    // Somebody has it.
                }
            }
            if (held.size() < count) {
                throw new IOException("No " + count + " free ports were found on loopback between " + LOWEST + " and "
                        + HIGHEST + ".");
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
