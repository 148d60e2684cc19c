package dev.carillon.client.cli;

import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.StoredSend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers a chat from one start to the next, in a {@link HistoryFile} beside the device. Lines are taken on any thread
 * and written on another, many at a time; it never waits for the disk but when it opens, before the client connects, and
 * when it closes. What goes wrong is told once, and the chat goes on without.
 */
final class ChatHistory implements FirstFreeStore.Companion {
    /** Where what is remembered and what goes wrong is told. */
    interface Listener {
        /** On the client's loop, once, before anything is received. @param lines oldest first */
        void remembered(List<ChatLine> lines);

        /** Any thread. */
        void trouble(String sentence);
    }

    /** What may wait for a slow disk. */
    private static final int WAITING_CHARS_MAX = 4 << 20;

    private static final long CLOSE_WAIT_SECONDS = 2;

    private final Executor writer;
    private @Nullable Listener listener;
    private @Nullable HistoryFile file;
    private final StringBuilder waiting = new StringBuilder();
    private boolean scheduled;
    private long nextNumber = 1;

    /** @param writer one thread, which may wait for the disk */
    ChatHistory(Executor writer) {
        this.writer = writer;
    }

    /** Before the client connects. */
    synchronized void tell(Listener to) {
        listener = to;
    }

    @Override
    public void opened(Path folder, DeviceState state) {
        HistoryFile opening = new HistoryFile(folder, HistoryFile.COMPACT_AT_BYTES);
        try {
            List<ChatLine> lines = opening.open();
            settle(lines, state);
            begin(opening, lines);
            if (opening.damaged() > 0) {
                int damaged = opening.damaged();
                trouble("Of the earlier conversation " + damaged
                        + (damaged == 1 ? " damaged line is" : " damaged lines are")
                        + " left out; the file as it was is " + HistoryFile.NAME + ".damaged in " + folder + ".");
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void begin(HistoryFile opened, List<ChatLine> lines) {
        Listener to;
        synchronized (this) {
            file = opened;
            nextNumber = lines.stream().mapToLong(ChatLine::number).max().orElse(0) + 1;
            to = listener;
        }
        if (to != null) {
            to.remembered(lines);
        }
    }

    /** What was on its way is so still if the device says so; of the rest it is not known what became of it. */
    private static void settle(List<ChatLine> lines, DeviceState state) {
        List<StoredSend> unsettled = new ArrayList<>(state.unsettled());
        for (ChatLine line : lines) {
            if (line.tick() != ChatLine.Tick.WAITING) {
                continue;
            }
            StoredSend send = unsettled.stream()
                    .filter(one -> isOf(one, line))
                    .findFirst()
                    .orElse(null);
            if (send == null) {
                line.restore(line.number(), 0, 0, ChatLine.Tick.NONE);
            } else {
                unsettled.remove(send);
                line.restore(line.number(), state.install(), send.cseq(), ChatLine.Tick.WAITING);
            }
        }
    }

    private static boolean isOf(StoredSend send, ChatLine line) {
        return line.kind() == ChatLine.Kind.OUT
                && PlainText.of(send.to()).equals(line.peer())
                && PlainText.of(new String(send.payload(), StandardCharsets.UTF_8))
                        .equals(line.text());
    }

    /** Something was said. */
    synchronized void add(ChatLine line) {
        if (file != null) {
            line.number(nextNumber++);
            write(HistoryRecord.said(line));
        }
    }

    /** A line has come further. */
    synchronized void moved(ChatLine line) {
        if (file != null && line.number() > 0) {
            write(HistoryRecord.moved(line));
        }
    }

    private void write(String record) {
        if (waiting.length() + record.length() > WAITING_CHARS_MAX) {
            failed(new IOException("the disk is too slow"));
            return;
        }
        waiting.append(record).append('\n');
        if (!scheduled) {
            scheduled = true;
            try {
                writer.execute(this::writeWaiting);
            } catch (RejectedExecutionException e) {
                failed(e);
            }
        }
    }

    /** On the writer. */
    private void writeWaiting() {
        String text;
        HistoryFile to;
        synchronized (this) {
            scheduled = false;
            text = waiting.toString();
            waiting.setLength(0);
            to = file;
        }
        try {
            if (to != null && !text.isEmpty()) {
                to.append(text);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void failed(Exception cause) {
        synchronized (this) {
            file = null;
            waiting.setLength(0);
        }
        trouble("What is said is not remembered for the next start: " + HistoryFile.NAME
                + " beside the device cannot be used (" + cause.getMessage() + "). The chat itself goes on.");
    }

    private void trouble(String sentence) {
        Listener to;
        synchronized (this) {
            to = listener;
        }
        if (to != null) {
            to.trouble(sentence);
        }
    }

    /** Waits for the disk, though not for long: the next process may open the file as soon as this returns. */
    @Override
    public void closing() {
        try {
            CompletableFuture.runAsync(this::closeFile, writer).get(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            failed(e);
        }
    }

    private void closeFile() {
        writeWaiting();
        HistoryFile closing;
        synchronized (this) {
            closing = file;
            file = null;
        }
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (IOException e) {
            failed(e);
        }
    }
}
