package dev.carillon.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on loopback for what needs several in a row. */
final class Ports {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 31_000;
    private static final int ATTEMPTS = 100;
    private static final int[] WANTED = {0, 1, 91, 101};

    private Ports() {}

    /** One above which those are free that a node and a cluster of one take. */
    static int below() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (areFree(port)) {
                return port;
            }
        }
        throw new IOException("no free ports between " + LOWEST + " and " + HIGHEST);
    }

    private static boolean areFree(int port) {
        for (int more : WANTED) {
            try (ServerSocket socket = new ServerSocket(port + more, 1, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(true);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
