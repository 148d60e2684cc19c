package dev.carillon.simulator.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Main of a child process: runs another main, and halts when standard input ends. The parent writes {@link #LET_GO} to
 * let the child live on without it.
 */
public final class ChildMain {
    /** Read from standard input: from now on the end of the parent is no reason to end. */
    static final int LET_GO = 'g';

    /** Exit status of a child whose parent went away. */
    static final int ORPHANED = 75;

    private ChildMain() {}

    /** @param args the main class to run, then its arguments */
    public static void main(String[] args) throws ReflectiveOperationException {
        InputStream fromParent = System.in;
        Thread watch = new Thread(() -> watch(fromParent), "parent-watch");
        watch.setDaemon(true);
        watch.start();
        Method main = Class.forName(args[0]).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            System.err.println("The node ended with " + e.getCause());
            Runtime.getRuntime().halt(1);
        }
    }

    private static void watch(InputStream fromParent) {
        try {
            if (fromParent.read() == LET_GO) {
                return;
            }
        } catch (IOException e) {
            // A broken pipe means the same as its end.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
