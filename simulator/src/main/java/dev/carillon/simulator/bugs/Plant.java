package dev.carillon.simulator.bugs;

import java.lang.invoke.MethodHandles;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * One method that does something else than it should.
 *
 * @param type the class, which must not be loaded yet
 * @param arguments how many it takes, where several have the name; -1 for any
 * @param anchor a class of the same package that may be loaded
 * @param change what is done to the method
 */
record Plant(String type, String method, int arguments, String anchor, Change change) {
    private static final int ANY = -1;

    /** What is done to a method. */
    private sealed interface Change {
        /** It does nothing, and answers 0, false or null. */
        record Nothing() implements Change {}

        /** It answers always the same. */
        record Always(Object value) implements Change {}

        /** Something is done before it, or after it. */
        record Advised(Class<?> advice) implements Change {}
    }

    static Plant nothing(String type, String method) {
        return new Plant(type, method, ANY, packageInfo(type), new Change.Nothing());
    }

    static Plant always(String type, String method, Object value) {
        return new Plant(type, method, ANY, packageInfo(type), new Change.Always(value));
    }

    static Plant advised(String type, String method, Class<?> advice) {
        return new Plant(type, method, ANY, packageInfo(type), new Change.Advised(advice));
    }

    /** For packages that have no description of their own. */
    Plant beside(String neighbour) {
        return new Plant(type, method, arguments, neighbour, change);
    }

    /** The one with so many arguments, where several have the name. */
    Plant taking(int count) {
        return new Plant(type, method, count, anchor, change);
    }

    private ElementMatcher.Junction<MethodDescription> meant() {
        ElementMatcher.Junction<MethodDescription> named = ElementMatchers.named(method);
        return arguments == ANY ? named : named.and(ElementMatchers.takesArguments(arguments));
    }

    private static String packageInfo(String type) {
        return type.substring(0, type.lastIndexOf('.')) + ".package-info";
    }

    /** Loads the class as it should not be. @throws IllegalStateException if there is no such method, or it is too late */
    void plant() {
        ClassLoader loader = Plant.class.getClassLoader();
        ClassFileLocator files = ClassFileLocator.ForClassLoader.of(loader);
        TypePool pool = TypePool.Default.of(files);
        TypeDescription described = pool.describe(type).resolve();
        if (described.getDeclaredMethods().filter(meant()).isEmpty()) {
            throw new IllegalStateException(type + " has no method " + method);
        }
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(Class.forName(anchor, false, loader), MethodHandles.lookup());
            changed(new ByteBuddy().redefine(described, files), files)
                    .make()
                    .load(loader, ClassLoadingStrategy.UsingLookup.of(lookup));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the bug in " + type + " could not be planted: " + e, e);
        }
    }

    private DynamicType.Builder<?> changed(DynamicType.Builder<?> builder, ClassFileLocator files) {
        if (change instanceof Change.Advised advised) {
            return builder.visit(Advice.to(advised.advice(), files).on(meant()));
        }
        return builder.method(meant().and(ElementMatchers.isDeclaredBy(ElementMatchers.named(type))))
                .intercept(
                        change instanceof Change.Always always
                                ? FixedValue.value(always.value())
                                : StubMethod.INSTANCE);
    }

    @Override
    public String toString() {
        return type.substring(type.lastIndexOf('.') + 1) + "." + method;
    }
}
