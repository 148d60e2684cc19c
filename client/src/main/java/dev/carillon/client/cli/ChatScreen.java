package dev.carillon.client.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a chat is shown and typed. Any thread may show, one reads. */
interface ChatScreen extends AutoCloseable {
    /** What an earlier start said was added to the transcript, oldest first; whether this screen shows it. */
    boolean remembered(List<ChatLine> lines);

    /** A new line was added to the transcript. */
    void added(ChatLine line);

    /** A line has come further. */
    void moved(ChatLine line);

    /** The connection or the current peer changed. */
    void status(String connection, boolean online, String peer);

    /** The next typed line; null at the end. */
    @Nullable
    String read();

    @Override
    void close();
}
