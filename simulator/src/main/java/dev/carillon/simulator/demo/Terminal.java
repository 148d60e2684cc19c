package dev.carillon.simulator.demo;

import java.io.Console;

/** Whether somebody watches. */
public final class Terminal {
    private Terminal() {}

    /** True if standard output goes to a terminal that understands cursor movements. */
    public static boolean isInteractive() {
        Console console = System.console();
        String term = System.getenv("TERM");
        return console != null && isTerminal(console) && term != null && !term.equals("dumb");
    }

    /** From JDK 22 there is a console even when nobody watches, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
