package dev.carillon.simulator.replay;

import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays against nodes of its own, each time with new nodes and a new data folder, of which nothing is left unless the
 * verdict is red. One thread.
 */
public final class OwnRun {
    /** One replay. */
    @FunctionalInterface
    public interface Replaying {
        Playback.Result against(Playback.Nodes nodes) throws InterruptedException;
    }

    private final String name;
    private final int count;
    private final Consumer<String> say;

    /**
     * @param name of the instrument, for the folder
     * @param count of nodes: 1, or 3 and more
     */
    public OwnRun(String name, int count, Consumer<String> say) {
        this.name = name;
        this.count = count;
        this.say = say;
    }

    /**
     * @param config settings of the nodes; null for the defaults
     * @param classPath of another build; null for this one
     * @throws IOException with a sentence, if there is no room for them
     */
    public Playback.Result run(@Nullable Path config, @Nullable String classPath, Replaying replaying)
            throws IOException, NodeStartException, InterruptedException {
        Workspace workspace;
        try {
            workspace = Workspace.open(name, null);
        } catch (Workspace.UnusableFolderException e) {
            throw new IOException(e.getMessage(), e);
        }
        OwnNodes own = OwnNodes.lay(workspace.files(), count, config, classPath);
        Thread cleanUp = new Thread(
                () -> {
                    own.close();
                    workspace.clean();
                },
                "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        try {
            Playback.Result result = replaying.against(own.start());
            if (!result.verdict().isGreen()) {
                workspace.keep();
                say.accept("The nodes' data and output are in " + workspace.files());
            }
            return result;
        } catch (NodeStartException e) {
            workspace.keep();
            throw e;
        } finally {
            own.stop();
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            workspace.clean();
        }
    }
}
