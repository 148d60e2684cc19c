package dev.carillon.client.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.fake.SocketNode;
import dev.carillon.protocol.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    private SocketNode node;

    private boolean terminal;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void startNode() throws IOException {
        node = new SocketNode();
    }

    @AfterEach
    void stopNode() throws IOException {
        node.close();
    }

    @Test
    void sendStoresAMessageAndSaysSo() {
        assertThat(run("", "send", "--from", "alice", "--to", "bob", "--insecure-dev", "lunch?"))
                .isZero();
        assertThat(node.stored).containsExactly("bob:lunch?");
        assertThat(err()).isEqualTo("1 message to bob is stored.\n");
    }

    @Test
    void sendTakesLinesAndCountsAndPrintsJson() {
        int status = run(
                "a\nb\n", "send", "--from", "alice", "--to", "bob", "--insecure-dev", "--count", "2", "--json", "-");
        assertThat(status).isZero();
        assertThat(node.stored).containsExactly("bob:a", "bob:a", "bob:b", "bob:b");
        assertThat(out())
                .startsWith("{\"to\":\"bob\",\"cseq\":1,\"stored\":true}\n")
                .hasLineCount(4);
    }

    @Test
    void aRefusedMessageIsNamedAndFailsTheCommand() {
        node.refuse = "b";
        int status = run("a\nb\nc\n", "send", "--from", "alice", "--to", "bob", "--insecure-dev", "-");
        assertThat(status).isEqualTo(1);
        assertThat(node.stored).containsExactly("bob:a", "bob:c");
        assertThat(err())
                .contains("Message 2 was refused: BLOCKED.")
                .contains("2 messages to bob are stored, 1 refused.");
    }

    @Test
    void receivePrintsExactlyWhatWasAskedFor() {
        node.inbox.add("one\u001b[2J");
        node.inbox.add("two");
        assertThat(run("", "receive", "alice", "--insecure-dev", "--count", "1", "--timeout", "20"))
                .isZero();
        assertThat(out()).isEqualTo("bob: one [2J\n");
        out.reset();
        assertThat(run("", "receive", "alice", "--insecure-dev", "--count", "1", "--json", "--timeout", "20"))
                .isZero();
        assertThat(out())
                .isEqualTo(
                        "{\"seq\":2,\"from\":\"bob\",\"id\":\"bob/7/2\",\"time\":\"1970-01-01T00:16:40Z\",\"text\":\"two\"}\n");
    }

    @Test
    void receiveThatGetsTooLittleFailsInTime() {
        assertThat(run("", "receive", "alice", "--insecure-dev", "--count", "1", "--timeout", "1"))
                .isEqualTo(1);
        assertThat(err()).contains("0 of 1 messages came in 1 s");
    }

    @Test
    void whatANodeThatIsAwayDidNotTakeIsSentByTheNextCommand() throws IOException {
        String address = node.address();
        node.error = ErrorCode.OVERLOADED.code();
        assertThat(run("", "send", "--from", "alice", "--to", "bob", "--insecure-dev", "--timeout", "1", "kept"))
                .isEqualTo(1);
        assertThat(err()).contains("OVERLOADED").contains("1 have no answer").contains("next command");
        node.error = 0;
        assertThat(address).isEqualTo(node.address());
        assertThat(run("", "send", "--from", "alice", "--to", "bob", "--insecure-dev", "fresh"))
                .isZero();
        assertThat(node.stored).containsExactly("bob:kept", "bob:fresh");
    }

    @Test
    void aFinalErrorIsASentenceAndNoTrace() {
        node.error = ErrorCode.BAD_TOKEN.code();
        assertThat(run("", "send", "--from", "alice", "--to", "bob", "--token", "AAAA", "x"))
                .isEqualTo(1);
        assertThat(err()).contains("BAD_TOKEN").doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void mistakesOnTheCommandLineAreStatusTwo() {
        assertThat(run("", "send", "--to", "bob", "x")).isEqualTo(2);
        assertThat(err()).contains("--from").doesNotContain("\tat ");
        assertThat(run("", "bananas")).isEqualTo(2);
        assertThat(run("")).isEqualTo(2);
    }

    @Test
    void aMissingOrBrokenTokenIsExplained() {
        assertThat(run("", "send", "--from", "alice", "--to", "bob", "x")).isEqualTo(1);
        assertThat(err()).contains("A token is missing");
        err.reset();
        assertThat(run("", "receive", "alice", "--token", "!!!")).isEqualTo(1);
        assertThat(err()).contains("base64url");
        err.reset();
        assertThat(run(
                        "",
                        "receive",
                        "alice",
                        "--token-file",
                        home.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err()).contains("cannot be read");
    }

    @Test
    void aChatOnAPipeSendsWhatIsTypedAndShowsWhatComes() {
        node.inbox.add("hello alice");
        assertThat(run("bob: hi\nhow are you?\n/quit\n", "chat", "alice", "--insecure-dev", "--plain"))
                .isZero();
        assertThat(node.stored).startsWith("bob:hi");
        assertThat(out()).contains("online").contains("bob: hi");
    }

    @Test
    void aChatShowsAfterARestartWhatWasSaidWithItsDaysAndOnlyOnce() throws IOException {
        terminal = true;
        node.inbox.add("hello alice");
        assertThat(chat("bob: hi\n")).doesNotContain("2033");
        assertThat(chat("again\n"))
                .contains("— Wednesday, 18 May 2033 —\n03:33 → bob: hi ✓\n")
                .contains("00:16   bob: hello alice\n")
                .contains("03:33 → bob: again ✓\n")
                .containsOnlyOnce("hello alice")
                .containsOnlyOnce("bob: hi")
                .containsOnlyOnce("— Wednesday");
        assertThat(node.stored).containsExactly("bob:hi", "bob:again");
        assertThat(chat("x\n", "--new-device")).containsOnlyOnce("hello alice");
    }

    @Test
    void onlyTheNewestLinesArePrintedUnderTheirDay() {
        StringBuilder typed = new StringBuilder("/to bob\n");
        for (int i = 1; i <= 25; i++) {
            typed.append("line ").append(i).append(".\n");
        }
        chat(typed.toString());
        terminal = true;
        assertThat(chat(""))
                .contains("— Wednesday, 18 May 2033 —\n03:33 → bob: line 6. ✓\n")
                .contains("line 25.")
                .doesNotContain("line 5.");
    }

    @Test
    void aChatOnAPipeKeepsWhatIsSaidButPrintsNothingOfEarlierAndTalksToNobody() {
        chat("bob: hi\n");
        assertThat(chat("to whom\n")).doesNotContain("bob: hi ✓").contains("To whom?");
        assertThat(node.stored).containsExactly("bob:hi");
        terminal = true;
        assertThat(chat("")).contains("bob: hi ✓");
    }

    @Test
    void aReceiptAfterARestartMovesTheTickOfALineFromBefore() throws IOException {
        chat("bob: one\ntwo\n");
        node.readUpTo = 1;
        assertThat(chat("bob: three\n")).contains("→ bob: one ✓✓\n").doesNotContain("two ✓✓");
        terminal = true;
        assertThat(chat("")).contains("→ bob: one ✓✓\n").contains("→ bob: two ✓\n");
        assertThat(Files.readString(history())).contains("\"state\":\"READ\"");
    }

    @Test
    void whatWasTypedWhileTheNodeWasAwayIsOneLineAndGetsItsTickAtTheNextStart() throws IOException {
        terminal = true;
        // At the SEND: a chat that is refused before it has read a line sends none.
        node.errorAtSend = ErrorCode.BAD_TOKEN.code();
        run("bob: kept\n", "chat", "alice", "--insecure-dev", "--plain");
        node.errorAtSend = 0;
        out.reset();
        String again = chat("bob: fresh\n");
        assertThat(node.stored).containsExactly("bob:kept", "bob:fresh");
        assertThat(again).contains("bob: kept …\n").contains("bob: kept ✓\n").doesNotContain("Typed before");
        assertThat(chat("")).containsOnlyOnce("bob: kept ✓\n").doesNotContain("bob: kept …");
    }

    @Test
    void aDamagedHistoryIsToldOnceAndTheChatGoesOn() throws IOException {
        terminal = true;
        chat("bob: one\n");
        Files.writeString(history(), "{\"line\":2,\"ti", StandardOpenOption.APPEND);
        assertThat(chat("bob: two\n")).contains("→ bob: one ✓").contains("1 damaged line is left out");
        assertThat(chat("")).contains("bob: one ✓").contains("bob: two ✓").doesNotContain("damaged");
        Files.delete(history());
        Files.createDirectory(history());
        assertThat(chat("bob: three\n")).contains("not remembered").contains("The chat itself goes on.");
        assertThat(node.stored).containsExactly("bob:one", "bob:two", "bob:three");
        assertThat(err()).isEmpty();
    }

    @Test
    void withoutHistoryNothingIsWrittenAndNothingIsShown() {
        terminal = true;
        chat("bob: secret\n", "--no-history");
        assertThat(history()).doesNotExist();
        chat("bob: known\n");
        assertThat(history()).exists();
        assertThat(chat("bob: secret\n", "--no-history")).doesNotContain("known");
        assertThat(history()).content().contains("known").doesNotContain("secret");
    }

    @Test
    void hintsNameSomebodyElseThanTheUser() {
        assertThat(chat("hi\n/help\n")).contains("\"bob: hi\"").doesNotContain("\"alice: hi\"");
        out.reset();
        run("hi\n/help\n", "chat", "bob", "--insecure-dev", "--plain");
        assertThat(out())
                .contains("\"alice: hi\"")
                .contains("/to alice")
                .doesNotContain("bob: hi")
                .doesNotContain("/to bob");
    }

    private String chat(String typed, String... more) {
        List<String> args = new ArrayList<>(List.of("chat", "alice", "--insecure-dev", "--plain"));
        args.addAll(List.of(more));
        out.reset();
        assertThat(run(typed, args.toArray(new String[0]))).isZero();
        return out();
    }

    private Path history() {
        String user = ("alice@" + node.address()).replace(':', '_');
        return home.resolve(".carillon").resolve(user).resolve("device-1").resolve(HistoryFile.NAME);
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        for (String command : new String[] {"chat", "send", "receive"}) {
            out.reset();
            assertThat(run("", command, "--help")).isZero();
            assertThat(out()).contains("Examples:").contains("--server").contains("--insecure-dev");
        }
    }

    private int run(String input, String... args) {
        Surroundings surroundings = new Surroundings(
                Map.of("CARILLON_SERVER", node.address()),
                home,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Clock.fixed(Instant.ofEpochSecond(2_000_000_000), ZoneOffset.UTC),
                terminal);
        return ClientMain.commandLine(surroundings).execute(args);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
