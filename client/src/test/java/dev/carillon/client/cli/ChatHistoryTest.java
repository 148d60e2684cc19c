package dev.carillon.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.StoredSend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatHistoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final List<ChatLine> remembered = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();

    @Test
    void nothingIsWrittenOnTheThreadThatHears() throws IOException {
        ChatHistory history = opened(later::add, DeviceState.FRESH);
        history.add(out("one"));
        history.add(out("two"));
        assertThat(Files.size(folder.resolve(HistoryFile.NAME))).isZero();
        assertThat(later).hasSize(1);
        later.remove().run();
        assertThat(Files.readAllLines(folder.resolve(HistoryFile.NAME))).hasSize(2);
    }

    @Test
    void aMessageOnItsWayWaitsOnIfTheDeviceStillHasItAndElseItsFateIsUnknown() {
        ChatHistory first = opened(Runnable::run, DeviceState.FRESH);
        first.add(out("lost"));
        first.add(out("kept"));
        first.add(out("kept"));
        first.closing();
        StoredSend five = new StoredSend(5, "bob", true, "kept".getBytes(UTF_8));
        StoredSend six = new StoredSend(6, "bob", true, "kept".getBytes(UTF_8));
        opened(Runnable::run, new DeviceState(7, 1, 7, 0, List.of(five, six), false));
        assertThat(remembered)
                .extracting(ChatLine::tick)
                .containsExactly(ChatLine.Tick.NONE, ChatLine.Tick.WAITING, ChatLine.Tick.WAITING);
        assertThat(remembered).extracting(ChatLine::cseq).containsExactly(0L, 5L, 6L);
        assertThat(remembered).extracting(ChatLine::install).containsExactly(0L, 7L, 7L);
    }

    @Test
    void numbersGoOnSoThatALaterTickIsNoOtherLinesTick() {
        ChatHistory first = opened(Runnable::run, DeviceState.FRESH);
        first.add(out("one"));
        first.closing();
        ChatHistory second = opened(Runnable::run, DeviceState.FRESH);
        ChatLine two = out("two");
        second.add(two);
        two.stored(7, 2);
        second.moved(two);
        second.closing();
        opened(Runnable::run, DeviceState.FRESH);
        assertThat(remembered).extracting(ChatLine::text).containsExactly("one", "two");
        assertThat(remembered).extracting(ChatLine::tick).containsExactly(ChatLine.Tick.NONE, ChatLine.Tick.STORED);
    }

    @Test
    void aDiskThatIsTooSlowIsToldOnceAndKeepsNothingInMemory() {
        ChatHistory history = opened(later::add, DeviceState.FRESH);
        String big = "x".repeat(60_000);
        for (int i = 0; i < 200; i++) {
            history.add(out(big));
        }
        assertThat(troubles).hasSize(1);
        assertThat(troubles.get(0)).contains("too slow").contains("The chat itself goes on.");
    }

    @Test
    void aFileThatCannotBeUsedIsToldOnceAndNothingFails() throws IOException {
        Files.createDirectory(folder.resolve(HistoryFile.NAME));
        ChatHistory history = opened(Runnable::run, DeviceState.FRESH);
        history.add(out("one"));
        history.moved(out("one"));
        history.closing();
        assertThat(troubles).hasSize(1);
        assertThat(troubles.get(0)).contains("not remembered").doesNotContain("one");
    }

    private ChatHistory opened(Executor writer, DeviceState state) {
        ChatHistory history = new ChatHistory(writer);
        history.tell(new ChatHistory.Listener() {
            @Override
            public void remembered(List<ChatLine> lines) {
                remembered.clear();
                remembered.addAll(lines);
            }

            @Override
            public void trouble(String sentence) {
                troubles.add(sentence);
            }
        });
        history.opened(folder, state);
        return history;
    }

    private static ChatLine out(String text) {
        return new ChatLine(ChatLine.Kind.OUT, "bob", text, 1_000, ChatLine.Tick.WAITING);
    }
}
