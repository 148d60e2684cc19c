package dev.carillon.simulator.bugs;

import dev.carillon.simulator.report.JsonLine;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Looks for every planted bug and tells in a table, in Markdown, in how many seeds each is found. */
public final class BugTable {
    private final BugHunt hunt;
    private final long count;
    private final int jobs;

    /**
     * @param first seed of {@code count}
     * @param jobs how many bugs are looked for at once
     */
    public BugTable(long first, long count, int jobs) {
        this.hunt = new BugHunt(first, count);
        this.count = count;
        this.jobs = jobs;
    }

    /** Prints the table, and with {@code json} an object on the last line. @return whether every bug was found */
    public boolean print(PrintStream out, PrintStream progress, boolean json) throws IOException, InterruptedException {
        List<BugHunt.Found> all = look(progress);
        out.println("| bug | what goes wrong | first seed | of " + count + " | mostly as |");
        out.println("| --- | --- | --- | --- | --- |");
        for (BugHunt.Found found : all) {
            out.println("| `" + found.bug() + "` | " + found.bug().about() + " | "
                    + (found.failed() == 0 ? "none" : found.firstFailed()) + " | " + found.failed() + " | "
                    + found.mostly() + " |");
        }
        long missed = all.stream().filter(found -> found.failed() == 0).count();
        out.println();
        out.println(all.size() - missed + " of " + all.size() + " bugs were found.");
        if (json) {
            Map<String, Long> failed = new LinkedHashMap<>();
            Map<String, Long> first = new LinkedHashMap<>();
            all.forEach(found -> failed.put(found.bug().label(), found.failed()));
            all.forEach(found -> first.put(found.bug().label(), found.firstFailed()));
            out.println(new JsonLine()
                    .add("seeds", count)
                    .add("bugs", all.size())
                    .add("missed", missed)
                    .add("failed", failed)
                    .add("first_failed", first));
        }
        return missed == 0;
    }

    private List<BugHunt.Found> look(PrintStream progress) throws IOException, InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<BugHunt.Found>> searches = Stream.of(Bug.values())
                    .map(bug -> executor.submit((Callable<BugHunt.Found>) () -> hunt.look(bug)))
                    .toList();
            List<BugHunt.Found> all = new ArrayList<>();
            for (Future<BugHunt.Found> search : searches) {
                BugHunt.Found found = search.get();
                all.add(found);
                progress.println(all.size() + " of " + searches.size() + ": " + found.bug() + " in " + found.failed()
                        + " of " + found.seeds() + " seeds");
            }
            return all;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }
}
