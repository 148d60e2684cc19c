package dev.carillon.simulator.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stands in for a node's main: takes the same arguments, listens, says that it is ready, and ends when it is asked to. */
public final class ObedientNode {
    private ObedientNode() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = List.of(args);
        if (arguments.contains("--refuse")) {
            System.err.println("the data folder is broken");
            System.exit(3);
        }
        int port = Integer.parseInt(after(arguments, "--port"));
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Runtime.getRuntime().addShutdownHook(new Thread(ObedientNode::sayGoodbye));
            Files.writeString(Path.of(after(arguments, "--ready-file")), "{\"port\":" + socket.getLocalPort() + "}\n");
            new CountDownLatch(1).await();
        }
    }

    /** Takes its time, as a node does that hands on what it has. */
    private static void sayGoodbye() {
        try {
            TimeUnit.MILLISECONDS.sleep(300);
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static String after(List<String> arguments, String name) {
        return arguments.get(arguments.indexOf(name) + 1);
    }
}
