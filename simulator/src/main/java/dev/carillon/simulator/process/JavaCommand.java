package dev.carillon.simulator.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that runs another main like this one: the same java, the same class path, and those of this process's
 * options that the libraries need. Heap sizes and agents are not passed on.
 */
public final class JavaCommand {
    private static final String NATIVE = "-Djava.library.path=";

    private static final List<String> PASSED_ON = List.of(
            "--add-opens",
            "--enable-native-access",
            "--sun-misc-unsafe-memory-access",
            "-XX:+UseCompactObjectHeaders",
            "-Dio.netty.",
            NATIVE);
    /** What Agrona needs on every JDK; given again even if this process was started by hand without it. */
    private static final List<String> NEEDED = List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

    private JavaCommand() {}

    public static List<String> of(String mainClass, List<String> jvmOptions, List<String> arguments) {
        return of(
                System.getProperty("java.class.path"),
                passedOn(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                mainClass,
                jvmOptions,
                arguments);
    }

    /**
     * The same with the classes of another build, which has a {@link ChildMain}, too, and unpacks native libraries of its own.
     *
     * @param classPath of that build
     */
    static List<String> of(String classPath, String mainClass, List<String> jvmOptions, List<String> arguments) {
        List<String> passed = passedOn(ManagementFactory.getRuntimeMXBean().getInputArguments()).stream()
                .filter(option -> !option.startsWith(NATIVE))
                .toList();
        return of(classPath, passed, mainClass, jvmOptions, arguments);
    }

    private static List<String> of(
            String classPath,
            List<String> passedOn,
            String mainClass,
            List<String> jvmOptions,
            List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(NEEDED);
        command.addAll(passedOn);
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(classPath);
        command.add(ChildMain.class.getName());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** Which of this process's options another one gets, besides those that are always given. */
    static List<String> passedOn(List<String> options) {
        return options.stream()
                .filter(option -> PASSED_ON.stream().anyMatch(option::startsWith) && !NEEDED.contains(option))
                .toList();
    }
}
