package dev.carillon.admin;

import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** Gives commands what they know of the world; picocli makes everything else itself. One thread. */
public final class CommandFactory implements CommandLine.IFactory {
    private static final Map<Class<?>, Function<Surroundings, Object>> MAKERS = Map.ofEntries(
            Map.entry(TokenCommand.class, TokenCommand::new),
            Map.entry(CertCommand.class, CertCommand::new),
            Map.entry(RingCommand.class, RingCommand::new),
            Map.entry(NodesCommand.class, NodesCommand::new),
            Map.entry(RestartCommand.class, RestartCommand::new),
            Map.entry(PartitionCommand.class, PartitionCommand::new),
            Map.entry(UserCommand.class, UserCommand::new),
            Map.entry(InboxCommand.class, InboxCommand::new),
            Map.entry(BackupCommand.class, BackupCommand::new),
            Map.entry(DoctorCommand.class, DoctorCommand::new),
            Map.entry(TopCommand.class, TopCommand::new),
            Map.entry(LogLevelCommand.class, LogLevelCommand::new),
            Map.entry(ContextCommand.class, ContextCommand::new));

    private final Surroundings surroundings;

    /** For picocli's generator of completion scripts, which makes commands without running them. */
    public CommandFactory() {
        this(Surroundings.system());
    }

    CommandFactory(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @throws Exception if picocli cannot make one */
    @Override
    public <K> K create(Class<K> type) throws Exception {
        Function<Surroundings, Object> maker = MAKERS.get(type);
        return maker == null ? CommandLine.defaultFactory().create(type) : type.cast(maker.apply(surroundings));
    }
}
