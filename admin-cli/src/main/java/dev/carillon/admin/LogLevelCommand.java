package dev.carillon.admin;

import dev.carillon.admin.v1.LogLevelReply;
import dev.carillon.admin.v1.LogLevelRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code log-level}. */
@Command(
        name = "log-level",
        description = "Sets how much nodes write into their logs, on every node of --server, until they stop.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = {"  carillon log-level DEBUG --server 127.0.0.1:7491", "", AdminCommand.EXIT_CODES})
final class LogLevelCommand extends AdminCommand implements Runnable {
    @Parameters(paramLabel = "LEVEL", description = "ERROR, WARN, INFO, DEBUG or TRACE.")
    private String level = "INFO";

    @Mixin
    private AdminOptions options = new AdminOptions();

    LogLevelCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public void run() {
        try (AdminConnections nodes = options.connect(surroundings())) {
            LogLevelRequest request =
                    LogLevelRequest.newBuilder().setLevel(level).build();
            List<Map<String, Object>> all = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < nodes.servers().size(); i++) {
                LogLevelReply reply = nodes.ask(i, stub -> stub.setLogLevel(request));
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("server", nodes.servers().get(i).toString());
                each.put("before", reply.getBefore());
                each.put("now", level);
                all.add(each);
                text.append(nodes.servers().get(i))
                        .append(": ")
                        .append(level)
                        .append(", was ")
                        .append(reply.getBefore())
                        .append('\n');
            }
            print(options.json() ? Json.of(all) : text.toString());
        }
    }
}
