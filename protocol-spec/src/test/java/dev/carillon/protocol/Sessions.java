package dev.carillon.protocol;

import java.util.HexFormat;
import java.util.List;

/** The session vectors. Those with a section number are the worked examples of PROTOCOL.md. */
final class Sessions {
    static final String TOKEN = "010177359400" + "05616c696365" + "038645fa38ded0fe6657e48f08bc38d3";
    static final String PHONE = "0123456789abcdef";
    static final String THEIRS = "00000000b0b00001";
    private static final String TABLET = "7ab1e7000000000a";

    private Sessions() {}

    static List<SessionScript> all() {
        return List.of(
                enrol(),
                receive(),
                resume(),
                refusedForGood(),
                refusedForNow(),
                gap(),
                resumeAfterRefusal(),
                ownCopies(),
                ownCopiesBehindAWindow(),
                otherDevices(),
                aliases(),
                receipts(),
                windows(),
                narrowNumbers(),
                skips(),
                goodbye(),
                replaced(),
                refusedHello(),
                fromTheFuture(),
                secondHello(),
                noHello(),
                noWelcome(),
                wrongCseq(),
                cseqBelowOne(),
                ackOfWhatWasNotSent(),
                refusalOutOfOrder(),
                recvAckAhead(),
                readAhead(),
                skipBack(),
                unknownDeliverAlias(),
                cseqOverflow(),
                sendWindowExceeded(),
                deliverWindowExceeded(),
                malformed(),
                pingBeforeHello(),
                unknownFrameBeforeHello(),
                refusalForNowOfWhatIsSettled(),
                refusalOfWhatWasNotSent());
    }

    private static SessionScript enrol() {
        return new SessionScript("01-enrol-and-send", "Section 3.1: a new device connects and sends")
                .c("HELLO version=1 enrol=1 token=" + TOKEN + " install=" + PHONE + " lastSeq=0 nextCseq=1")
                .send(1, 0, "bob", "hi")
                .n("WELCOME enrolled=1 head=0 ackedCseq=0 timeMs=1790000000000")
                .ack(true, 1)
                .send(2, 0, "", "are you there?")
                .ack(true, 2);
    }

    private static SessionScript receive() {
        return new SessionScript("02-receive", "Section 9.2: receiving, acknowledging, stamps")
                .hello(250, 1)
                .welcome(263, 0)
                .deliver(0, "bob", 17, "one")
                .deliver(0, "", 1, "two")
                .note("bob did not send 19 to us: the distance is 2")
                .deliver(0, "", 2, "four")
                .n("DELIVER alias=0 cseq=1 stamp=-86400000 payload=" + ValidVectors.hex("a day older"))
                .n("DELIVER alias=0 cseq=1 stamp=86401000 payload=" + ValidVectors.hex("a second after WELCOME"))
                .deliver(0, "", 1, "the same stamp")
                .deliver(0, "", 1, "")
                .deliver(1, "carol", 1, "hello")
                .deliver(0, "", 1, "nine")
                .deliver(1, "", 1, "ten")
                .recvAck(false, 260)
                .n("OWN_COPY count=3")
                .deliver(1, "", 1, "264")
                .recvAck(false, 264)
                .n("SKIP reason=EXPIRED nextSeq=1000")
                .deliver(1, "", 1, "1000")
                .recvAck(true, 1000)
                .note("once more, and older ones: nothing changes")
                .recvAck(false, 1000)
                .recvAck(false, 999)
                .c("PING seqLow=1000")
                .n("PONG headLow=1000");
    }

    private static SessionScript resume() {
        return new SessionScript("03-resume", "Section 3.3: one round trip; 7 had arrived, 8 had not")
                .hello(42, 7)
                .send(7, 0, "bob", "seven")
                .send(8, 0, "", "eight")
                .welcome(45, 7)
                .deliver(0, "bob", 5, "forty-three")
                .deliver(0, "", 1, "forty-four")
                .n("OWN_COPY count=1")
                .ack(true, 8)
                .recvAck(false, 46);
    }

    private static SessionScript refusedForGood() {
        return new SessionScript("04-refused-for-good", "Section 3.4: a permanent refusal uses up its cseq")
                .hello(20, 5)
                .welcome(20, 4)
                .send(5, 0, "bob", "five")
                .send(6, 1, "nobody", "six")
                .send(7, 0, "", "seven")
                .ack(true, 5)
                .n("SEND_REFUSED code=UNKNOWN_RECIPIENT cseq=6 retryAfterMs=0")
                .ack(true, 7)
                .note("alias 1 was defined all the same")
                .send(8, 1, "", "eight")
                .n("SEND_REFUSED code=UNKNOWN_RECIPIENT cseq=8 retryAfterMs=0")
                .note("said twice: nothing changes")
                .n("SEND_REFUSED code=UNKNOWN_RECIPIENT cseq=8 retryAfterMs=0");
    }

    private static SessionScript refusedForNow() {
        return new SessionScript("05-refused-for-now", "Section 8.4: a temporary refusal, and the rewind")
                .hello(0, 10)
                .welcome(9, 9)
                .note("the inbox begins: what 1-9 made")
                .n("OWN_COPY count=9")
                .send(10, 0, "bob", "10")
                .send(11, 0, "", "11")
                .send(12, 0, "", "12")
                .send(13, 0, "", "13")
                .ack(true, 10)
                .n("SEND_REFUSED code=OVERLOADED cseq=11 retryAfterMs=500")
                .note("this one crosses the refusal; its alias counts, its message does not")
                .send(14, 1, "carol", "14")
                .wide(11, 0, "", "11")
                .send(12, 0, "", "12")
                .ack(true, 12)
                .send(13, 0, "", "13")
                .send(14, 1, "", "14")
                .ack(true, 14)
                .note("a rewind to another cseq than the refused one does not count")
                .send(15, 0, "", "15")
                .send(16, 0, "", "16")
                .n("SEND_REFUSED code=STORAGE_FULL cseq=15 retryAfterMs=60000")
                .wide(16, 0, "", "16")
                .wide(15, 0, "", "15")
                .ack(true, 15);
    }

    private static SessionScript gap() {
        return new SessionScript("06-gap", "Section 3.5: the client has left out 10 and 11")
                .hello(3, 10)
                .wide(12, 0, "bob", "12")
                .welcome(3, 9)
                .n("SEND_REFUSED code=CSEQ_GAP cseq=10 retryAfterMs=0")
                .wide(10, 0, "", "10")
                .send(11, 0, "", "11")
                .send(12, 0, "", "12")
                .ack(true, 12);
    }

    private static SessionScript resumeAfterRefusal() {
        return new SessionScript("07-resume-after-refusal", "Section 8.5: 7 stored, 8 refused, 9 stored, answers lost")
                .hello(30, 7)
                .send(7, 0, "bob", "7")
                .send(8, 1, "nobody", "8")
                .send(9, 0, "", "9")
                .send(10, 0, "", "10")
                .welcome(32, 7)
                .n("OWN_COPY count=2")
                .n("SEND_REFUSED code=UNKNOWN_RECIPIENT cseq=8 retryAfterMs=0")
                .ack(false, 9)
                .ack(true, 10)
                .note("a client that waits for WELCOME leaves out what it settles: WIDE")
                .wide(11, 0, "", "11")
                .ack(true, 11);
    }

    private static SessionScript ownCopies() {
        return new SessionScript("08-own-copies", "Section 9.3: own copies, in order")
                .hello(20, 5)
                .welcome(20, 4)
                .send(5, 0, "bob", "5")
                .send(6, 0, "", "6")
                .send(7, 0, "", "7")
                .ack(true, 5)
                .deliver(0, "bob", 1, "[22]")
                .ack(true, 7)
                .recvAck(false, 24);
    }

    private static SessionScript ownCopiesBehindAWindow() {
        return new SessionScript("09-own-copies-later", "Section 9.3: the deliver window is closed")
                .c("HELLO version=1 enrol=0 token=" + TOKEN + " install=" + PHONE
                        + " lastSeq=19 nextCseq=5 tlvs=02020105")
                .welcome(20, 4)
                .deliver(0, "bob", 1, "[20], more than 5 bytes")
                .send(5, 1, "bob", "5")
                .send(6, 1, "", "6")
                .send(7, 1, "", "7")
                .ack(true, 5)
                .ack(false, 7)
                .recvAck(false, 20)
                .deliver(0, "", 1, "[22]")
                .n("OWN_COPY count=2")
                .recvAck(false, 24);
    }

    private static SessionScript otherDevices() {
        return new SessionScript("10-other-devices", "What the tablet of the same user sends, and a message to oneself")
                .hello(100, 50)
                .welcome(103, 49)
                .n("DELIVER own=1 alias=0 name=626f62 install=" + TABLET + " cseq=7 payload="
                        + ValidVectors.hex("from the tablet to bob"))
                .n("DELIVER own=1 alias=0 cseq=1 payload=" + ValidVectors.hex("and again"))
                .note("to herself, from the tablet: one item")
                .n("DELIVER own=1 alias=1 name=" + ValidVectors.hex("alice") + " install=" + TABLET + " cseq=9 payload="
                        + ValidVectors.hex("a note"))
                .note("to herself, from here: one item as well")
                .send(50, 0, "alice", "another note")
                .ack(true, 50)
                .recvAck(false, 104);
    }

    private static SessionScript aliases() {
        return new SessionScript("11-aliases", "Section 10: aliases get new meanings; an unknown one is BAD_ALIAS")
                .hello(0, 1)
                .welcome(0, 0)
                .send(1, 0, "bob", "1")
                .send(2, 0, "", "2")
                .send(3, 63, "carol", "3")
                .send(4, 0, "dave", "4")
                .send(5, 0, "", "5")
                .send(6, 63, "", "6")
                .ack(true, 6)
                .deliver(5, "bob", 70000, "bob's")
                .deliver(5, "erin", 3, "erin's: the same number, another peer")
                .deliver(5, "", 1, "erin's")
                .note("a cseq that is not above the last: defined anew")
                .deliver(5, "erin", 2, "erin's, as after a restore")
                .recvAck(false, 10)
                .send(7, 2, "", "nobody knows alias 2");
    }

    private static SessionScript receipts() {
        return new SessionScript("12-receipts", "Section 12: receipts are inbox items")
                .hello(8, 7)
                .welcome(8, 6)
                .c("SEND wide=0 cseqLow=7 receipt=1 alias=0 name=626f62 payload=6869")
                .ack(true, 7)
                .n("RECEIPT kind=DELIVERED name=626f62 install=" + PHONE + " cseq=7")
                .n("RECEIPT kind=READ name=626f62 install=" + PHONE + " cseq=7")
                .n("RECEIPT kind=FAILED name=" + ValidVectors.hex("carol") + " install=" + TABLET
                        + " cseq=12 reason=INBOX_FULL")
                .recvAck(false, 12)
                .n("DELIVER receipt=1 alias=0 name=626f62 install=" + THEIRS + " cseq=4 payload=6f6b")
                .recvAck(false, 13)
                .c("READ seq=13");
    }

    private static SessionScript windows() {
        return new SessionScript("13-windows", "Section 11: credits, and a lone message above a small byte window")
                .c("HELLO version=1 enrol=0 token=" + TOKEN + " install=" + PHONE
                        + " lastSeq=0 nextCseq=1 tlvs=02020204")
                .n("WELCOME enrolled=0 head=5 ackedCseq=0 timeMs=1790000000000 tlvs=02020108")
                .deliver(0, "bob", 1, "alone, and above 4 bytes")
                .recvAck(false, 1)
                .c("CREDIT messages=0 bytes=0")
                .send(1, 0, "bob", "more than eight bytes")
                .ack(false, 1)
                .n("OWN_COPY count=1")
                .n("CREDIT messages=32767 bytes=1073741824")
                .c("CREDIT messages=10 bytes=70000")
                .deliver(0, "", 1, "two")
                .deliver(0, "", 1, "three")
                .recvAck(false, 4);
    }

    private static SessionScript narrowNumbers() {
        SessionScript script = new SessionScript(
                        "14-low-bits", "Section 5.3: low bits around 256 and 65536, in every frame that has them")
                .hello(65_530, 253)
                .welcome(65_530, 252);
        script.send(253, 0, "bob", "253");
        for (int cseq = 254; cseq <= 259; cseq++) {
            script.send(cseq, 0, "", Integer.toString(cseq));
        }
        script.ack(false, 259);
        for (int seq = 65_531; seq <= 65_540; seq++) {
            script.deliver(0, seq == 65_531 ? "bob" : "", 1, Integer.toString(seq));
        }
        script.recvAck(false, 65_535).recvAck(true, 65_537).recvAck(false, 65_540);
        script.wide(260, 0, "", "WIDE is always allowed").ack(false, 260);
        return script.c("PING seqLow=65540").n("PONG headLow=65547");
    }

    private static SessionScript skips() {
        return new SessionScript("15-skips", "Sections 6.10, 9.4: a new device joins a long inbox")
                .c("HELLO version=1 enrol=1 token=" + TOKEN + " install=" + PHONE + " lastSeq=0 nextCseq=1")
                .n("WELCOME enrolled=1 head=100002 ackedCseq=0 timeMs=1790000000000")
                .n("SKIP reason=ACKED nextSeq=99999")
                .deliver(0, "bob", 4000, "the first that is kept")
                .n("SKIP reason=PURGED nextSeq=100001")
                .n("RECEIPT kind=READ name=626f62 install=" + TABLET + " cseq=88")
                .note("more than 32767 further: in steps")
                .recvAck(true, 32_767)
                .recvAck(true, 65_534)
                .recvAck(true, 98_301)
                .recvAck(true, 100_001)
                .deliver(0, "", 1, "the head")
                .recvAck(false, 100_002);
    }

    private static SessionScript goodbye() {
        return new SessionScript("16-shutdown", "Section 3.7: the node says when to come back")
                .hello(0, 1)
                .welcome(0, 0)
                .send(1, 0, "bob", "taken")
                .n("GOODBYE code=32 reconnectAfterMs=2000 jitterMs=5000")
                .note("crosses the GOODBYE, and stays unsettled")
                .send(2, 0, "", "too late")
                .ack(true, 1);
    }

    private static SessionScript replaced() {
        return new SessionScript("17-replaced", "Section 3.7: the same device has connected again")
                .hello(0, 1)
                .welcome(0, 0)
                .n("ERROR code=25 retryAfterMs=0 text="
                        + ValidVectors.hex("a newer connection of this device is open"));
    }

    private static SessionScript refusedHello() {
        return new SessionScript("18-refused-hello", "Section 7.1: what was pipelined behind a refused HELLO is void")
                .hello(0, 1)
                .send(1, 0, "bob", "void")
                .n("ERROR code=21 retryAfterMs=0 text=" + ValidVectors.hex("the token has expired"));
    }

    private static SessionScript fromTheFuture() {
        return new SessionScript("19-from-the-future", "Section 18: what version 1 skips")
                .c("HELLO version=1 enrol=0 token=" + TOKEN + " install=" + PHONE
                        + " lastSeq=0 nextCseq=1 tlvs=01022f39" + "1900")
                .n("WELCOME enrolled=0 head=0 ackedCseq=0 timeMs=1790000000000 tlvs=0100" + "1302abcd")
                .raw(false, hex("0492010203"))
                .raw(true, hex("03f7aabb"))
                .raw(true, hex("05870000ffff"))
                .n("PONG headLow=0")
                .c("GOODBYE code=0 reconnectAfterMs=0 jitterMs=0");
    }

    private static SessionScript secondHello() {
        return new SessionScript("20-second-hello", "HELLO only once")
                .hello(0, 1)
                .welcome(0, 0)
                .hello(0, 1);
    }

    private static SessionScript noHello() {
        return new SessionScript("21-no-hello", "HELLO comes first").send(1, 0, "bob", "hi");
    }

    private static SessionScript pingBeforeHello() {
        return new SessionScript("35-ping-before-hello", "Section 5.1: nothing is skipped in HELLO's place")
                .c("PING seqLow=0");
    }

    private static SessionScript unknownFrameBeforeHello() {
        return new SessionScript("36-unknown-before-hello", "Section 5.1: nor what version 1 does not know")
                .raw(true, HexFormat.of().parseHex("0392abcd"));
    }

    private static SessionScript refusalForNowOfWhatIsSettled() {
        return new SessionScript("37-late-refusal", "Section 8.3: a refusal for now of what is settled")
                .hello(0, 1)
                .welcome(0, 0)
                .send(1, 0, "bob", "1")
                .ack(true, 1)
                .n("SEND_REFUSED code=OVERLOADED cseq=1 retryAfterMs=9")
                .send(2, 0, "", "2")
                .ack(true, 2);
    }

    private static SessionScript refusalOfWhatWasNotSent() {
        return new SessionScript("38-refusal-ahead", "Section 8.3: a refusal of what was not sent")
                .hello(0, 1)
                .welcome(0, 0)
                .send(1, 0, "bob", "1")
                .ack(true, 1)
                .n("SEND_REFUSED code=OVERLOADED cseq=2 retryAfterMs=9");
    }

    private static SessionScript noWelcome() {
        return new SessionScript("22-no-welcome", "WELCOME comes first")
                .hello(0, 1)
                .deliver(0, "bob", 1, "hi");
    }

    private static SessionScript wrongCseq() {
        return new SessionScript("23-wrong-cseq", "Section 8.2: a jump without WIDE")
                .hello(0, 1)
                .welcome(0, 0)
                .send(1, 0, "bob", "1")
                .send(3, 0, "", "3");
    }

    private static SessionScript cseqBelowOne() {
        return new SessionScript("24-cseq-below-one", "Section 5.3: no sequence is below 1")
                .hello(0, 1)
                .wide(65_535, 0, "bob", "-1");
    }

    private static SessionScript ackOfWhatWasNotSent() {
        return new SessionScript("25-ack-ahead", "Section 6.6: an ack of what was not sent")
                .hello(0, 1)
                .welcome(0, 0)
                .send(1, 0, "bob", "1")
                .ack(true, 2);
    }

    private static SessionScript refusalOutOfOrder() {
        return new SessionScript("26-refusal-out-of-order", "Section 8.3: refusals for good come in order")
                .hello(0, 1)
                .welcome(0, 0)
                .send(1, 0, "bob", "1")
                .send(2, 0, "", "2")
                .n("SEND_REFUSED code=BLOCKED cseq=2 retryAfterMs=0");
    }

    private static SessionScript recvAckAhead() {
        return new SessionScript("27-recv-ack-ahead", "Section 6.10: acknowledging what was not delivered")
                .hello(5, 1)
                .welcome(9, 0)
                .deliver(0, "bob", 1, "6")
                .recvAck(false, 7);
    }

    private static SessionScript readAhead() {
        return new SessionScript("28-read-ahead", "Section 6.14: reading what was not delivered")
                .hello(5, 1)
                .welcome(9, 0)
                .deliver(0, "bob", 1, "6")
                .c("READ seq=5")
                .c("READ seq=7");
    }

    private static SessionScript skipBack() {
        return new SessionScript("29-skip-back", "Section 6.11: SKIP only goes forward")
                .hello(5, 1)
                .welcome(9, 0)
                .n("SKIP reason=PURGED nextSeq=6")
                .n("SKIP reason=PURGED nextSeq=5");
    }

    private static SessionScript unknownDeliverAlias() {
        return new SessionScript("30-unknown-deliver-alias", "Section 10: the two directions have their own aliases")
                .hello(0, 1)
                .welcome(0, 0)
                .send(1, 0, "bob", "1")
                .deliver(0, "", 1, "alias 0 of the other direction");
    }

    private static SessionScript cseqOverflow() {
        return new SessionScript("31-cseq-overflow", "Section 6.8: a cseq above 2^62-1")
                .hello(0, 1)
                .welcome(2, 0)
                .deliver(0, "bob", Varint.MAX, "the last there can be")
                .deliver(0, "", 1, "one more");
    }

    private static SessionScript sendWindowExceeded() {
        SessionScript script = new SessionScript("32-send-window", "Section 11: the 257th unsettled message")
                .hello(0, 1)
                .n("WELCOME enrolled=0 head=0 ackedCseq=0 timeMs=1790000000000 tlvs=02020108")
                .note("the smaller window does not count for the error: the default was granted before")
                .send(1, 0, "bob", "1");
        for (int cseq = 2; cseq <= 257; cseq++) {
            script.send(cseq, 0, "", "");
        }
        return script;
    }

    private static SessionScript deliverWindowExceeded() {
        SessionScript script = new SessionScript("33-deliver-window", "Section 11: the 257th unacknowledged item")
                .hello(0, 1)
                .welcome(300, 0)
                .deliver(0, "bob", 1, "");
        for (int seq = 2; seq <= 256; seq++) {
            script.deliver(0, "", 1, "");
        }
        return script.n("OWN_COPY count=1").n("RECEIPT kind=READ name=626f62 install=" + PHONE + " cseq=1");
    }

    private static SessionScript malformed() {
        return new SessionScript("34-malformed", "Bytes that break the specification")
                .hello(0, 1)
                .welcome(0, 0)
                .raw(true, hex("0328017f"));
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
