package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes {@code vectors/valid.txt}: each frame type at the edges of what its fields may hold. */
final class ValidVectors {
    private static final String[] EDGES = {
        "1", "63", "64", "16383", "16384", "1073741823", "1073741824", "4611686018427387903"
    };
    private static final String LONG_NAME = hex("n".repeat(64));
    private static final String[] NAMES = {hex("b"), hex("bob"), hex("jürgen"), hex("美咲"), hex("🎐"), LONG_NAME};

    private final FrameWriter writer = new FrameWriter();
    private final List<String> lines = new ArrayList<>();

    static List<String> lines() {
        ValidVectors vectors = new ValidVectors();
        vectors.handshake();
        vectors.sends();
        vectors.delivers();
        vectors.sequences();
        vectors.receipts();
        vectors.endings();
        vectors.lenient();
        return vectors.lines;
    }

    private void handshake() {
        String token = "010177359400" + "05616c696365" + "038645fa38ded0fe6657e48f08bc38d3";
        section("HELLO");
        frame(
                "hello-first",
                "c>s",
                "HELLO version=1 enrol=1 token=" + token + " install=0123456789abcdef lastSeq=0" + " nextCseq=1 tlvs=");
        frame(
                "hello-resume",
                "c>s",
                "HELLO version=1 enrol=0 token=" + token + " install=0123456789abcdef"
                        + " lastSeq=1048576 nextCseq=70000 tlvs=");
        for (String edge : EDGES) {
            frame("hello-last-seq-" + edge, "c>s", hello("lastSeq=" + edge + " nextCseq=1 tlvs="));
            frame("hello-next-cseq-" + edge, "c>s", hello("lastSeq=0 nextCseq=" + edge + " tlvs="));
        }
        for (int length : new int[] {1, 63, 64, 87, 256}) {
            frame(
                    "hello-token-" + length,
                    "c>s",
                    "HELLO version=1 enrol=0 token=" + "ab".repeat(length)
                            + " install=ffffffffffffffff lastSeq=9 nextCseq=9 tlvs=");
        }
        frame("hello-client-name", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=0106" + hex("chat/1")));
        frame("hello-client-name-empty", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=0100"));
        frame("hello-client-name-64", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=014040" + LONG_NAME));
        frame("hello-window", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=02052080010000"));
        frame("hello-window-none", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=02020000"));
        frame("hello-window-largest", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=020c80007fffc000000040000000"));
        frame("hello-name-and-window", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=010161" + "0203054400"));
        frame("hello-stay", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=0500"));
        frame("hello-connection", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=0702" + "0101"));
        frame("hello-connection-largest", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=0710" + "ff".repeat(16)));
        frame(
                "hello-all-tlvs",
                "c>s",
                hello("lastSeq=0 nextCseq=1 tlvs=010161" + "0203054400" + "0500" + "0703404001"));
        frame("hello-unknown-odd-tlvs", "c>s", hello("lastSeq=0 nextCseq=1 tlvs=0300" + "1102abcd" + "7fff00"));

        section("WELCOME");
        frame("welcome-first", "s>c", "WELCOME enrolled=1 head=0 ackedCseq=0 timeMs=1790000000000 tlvs=");
        for (String edge : EDGES) {
            frame("welcome-head-" + edge, "s>c", welcome("head=" + edge + " ackedCseq=0 timeMs=0 tlvs="));
            frame("welcome-acked-" + edge, "s>c", welcome("head=0 ackedCseq=" + edge + " timeMs=1 tlvs="));
        }
        frame("welcome-latest-time", "s>c", welcome("head=1 ackedCseq=1 timeMs=4611686018427387903 tlvs="));
        frame("welcome-window", "s>c", welcome("head=1 ackedCseq=1 timeMs=5 tlvs=02044080" + "7fff"));
        frame("welcome-keepalive-1", "s>c", welcome("head=1 ackedCseq=1 timeMs=5 tlvs=030101"));
        frame("welcome-keepalive-3600", "s>c", welcome("head=1 ackedCseq=1 timeMs=5 tlvs=03024e10"));
        frame("welcome-history-2", "s>c", welcome("head=1 ackedCseq=1 timeMs=5 tlvs=040102"));
        frame("welcome-all-tlvs", "s>c", welcome("head=1 ackedCseq=1 timeMs=5 tlvs=020220210301" + "3c040101"));
        frame("welcome-unknown-odd-tlvs", "s>c", welcome("head=1 ackedCseq=1 timeMs=5 tlvs=0100" + "050100"));

        section("MOVE");
        frame("move-empty", "s>c", "MOVE tlvs=");
        frame("move-odd-tlv", "s>c", "MOVE tlvs=010161");
        frame("move-address", "s>c", "MOVE tlvs=020b5ce8" + hex("127.0.0.1"));
        frame("move-address-shortest", "s>c", "MOVE tlvs=020201" + hex("a"));
        frame("move-address-longest", "s>c", "MOVE tlvs=0241018000ffff" + hex("h".repeat(253)));
        frame("move-ownership", "s>c", "MOVE tlvs=0403070102");
        frame("move-wait", "s>c", "MOVE tlvs=0604" + "4064" + "43e8");
        frame("move-all-tlvs", "s>c", "MOVE tlvs=020b5ce8" + hex("127.0.0.1") + "0403070102" + "06020000");
    }

    private void sends() {
        section("SEND");
        for (int wide = 0; wide <= 1; wide++) {
            for (int receipt = 0; receipt <= 1; receipt++) {
                for (String name : new String[] {"", hex("bob")}) {
                    String kind = (wide == 1 ? "-wide" : "")
                            + (receipt == 1 ? "-receipt" : "")
                            + (name.isEmpty() ? "" : "-named");
                    String start = "SEND wide=" + wide + " cseqLow=";
                    String rest = " receipt=" + receipt + " alias=7 name=" + name + " payload=6869";
                    frame("send" + kind, "c>s", start + "42" + rest);
                    frame("send" + kind + "-cseq-0", "c>s", start + "0" + rest);
                    frame("send" + kind + "-cseq-max", "c>s", start + (wide == 1 ? "65535" : "255") + rest);
                }
            }
        }
        frame("send-alias-0", "c>s", "SEND wide=0 cseqLow=1 receipt=0 alias=0 name= payload=00");
        frame("send-alias-63", "c>s", "SEND wide=0 cseqLow=1 receipt=0 alias=63 name= payload=00");
        for (String name : NAMES) {
            frame(
                    "send-to-" + name.length() / 2 + "-bytes",
                    "c>s",
                    "SEND wide=0 cseqLow=1 receipt=0 alias=0 name=" + name + " payload=ff");
        }
        for (int length : new int[] {0, 1, 32, 60, 61, 16380, 16381}) {
            frame(
                    "send-payload-" + length,
                    "c>s",
                    "SEND wide=0 cseqLow=1 receipt=0 alias=1 name= payload=" + "a5".repeat(length));
        }
        frame("send-empty-named", "c>s", "SEND wide=1 cseqLow=1 receipt=1 alias=1 name=" + LONG_NAME + " payload=");
        frame(
                "send-payload-above-the-limit",
                "c>s",
                "SEND wide=0 cseqLow=1 receipt=0 alias=1 name= payload=" + "00".repeat(60001));

        section("SEND_ACK");
        for (int inOrder = 0; inOrder <= 1; inOrder++) {
            for (int low : new int[] {0, 1, 255, 256, 32768, 65535}) {
                frame("send-ack-" + inOrder + "-" + low, "s>c", "SEND_ACK inOrder=" + inOrder + " cseqLow=" + low);
            }
        }

        section("SEND_REFUSED");
        for (RefusalCode code : RefusalCode.values()) {
            frame("refused-" + code, "s>c", "SEND_REFUSED code=" + code + " cseq=9 retryAfterMs=0");
        }
        for (String edge : EDGES) {
            frame("refused-cseq-" + edge, "s>c", "SEND_REFUSED code=CSEQ_GAP cseq=" + edge + " retryAfterMs=0");
        }
        frame("refused-retry-1-day", "s>c", "SEND_REFUSED code=OVERLOADED cseq=1 retryAfterMs=86400000");
    }

    private void delivers() {
        section("DELIVER");
        for (int own = 0; own <= 1; own++) {
            for (int receipt = 0; receipt <= 1; receipt++) {
                for (String stamp : new String[] {"", "1000"}) {
                    String kind = (own == 1 ? "-own" : "")
                            + (receipt == 1 ? "-receipt" : "")
                            + (stamp.isEmpty() ? "" : "-stamped");
                    String start = "DELIVER own=" + own + " receipt=" + receipt + " alias=5 name=";
                    frame("deliver" + kind, "s>c", start + " install= cseq=1 stamp=" + stamp + " payload=6869");
                    frame(
                            "deliver" + kind + "-named",
                            "s>c",
                            start + hex("alice") + " install=0123456789abcdef cseq=70000 stamp=" + stamp
                                    + " payload=6869");
                }
            }
        }
        for (String edge : EDGES) {
            frame(
                    "deliver-cseq-" + edge,
                    "s>c",
                    "DELIVER own=0 receipt=0 alias=0 name= install= cseq=" + edge + " stamp= payload=01");
        }
        for (String stamp : new String[] {
            "0",
            "-1",
            "31",
            "-32",
            "32",
            "8191",
            "-8192",
            "8192",
            "-1000",
            "536870911",
            "536870912",
            "2305843009213693951",
            "-2305843009213693952"
        }) {
            frame(
                    "deliver-stamp-" + stamp,
                    "s>c",
                    "DELIVER own=0 receipt=0 alias=0 name= install= cseq=1 stamp=" + stamp + " payload=01");
        }
        frame(
                "deliver-alias-63-receipt",
                "s>c",
                "DELIVER own=0 receipt=1 alias=63 name= install= cseq=1 stamp=" + " payload=");
        for (String name : NAMES) {
            frame(
                    "deliver-from-" + name.length() / 2 + "-bytes",
                    "s>c",
                    "DELIVER own=0 receipt=0 alias=0 name=" + name
                            + " install=8000000000000000 cseq=1 stamp= payload=");
        }
        for (int length : new int[] {0, 32, 60, 61, 60000}) {
            frame(
                    "deliver-payload-" + length,
                    "s>c",
                    "DELIVER own=0 receipt=0 alias=1 name= install= cseq=1 stamp=" + " payload=" + "5a".repeat(length));
        }
    }

    private void sequences() {
        section("OWN_COPY, SKIP, READ");
        for (String edge : EDGES) {
            frame("own-copy-" + edge, "s>c", "OWN_COPY count=" + edge);
            frame("skip-" + edge, "s>c", "SKIP reason=EXPIRED nextSeq=" + edge);
            frame("read-" + edge, "c>s", "READ seq=" + edge);
        }
        for (SkipReason reason : SkipReason.values()) {
            frame("skip-" + reason, "s>c", "SKIP reason=" + reason + " nextSeq=300");
        }
        section("RECV_ACK");
        for (int low : new int[] {0, 1, 127, 128, 255}) {
            frame("recv-ack-" + low, "c>s", "RECV_ACK wide=0 seqLow=" + low);
        }
        for (int low : new int[] {0, 1, 256, 32767, 32768, 65535}) {
            frame("recv-ack-wide-" + low, "c>s", "RECV_ACK wide=1 seqLow=" + low);
        }
        section("CREDIT");
        for (String direction : new String[] {"c>s", "s>c"}) {
            for (String window : new String[] {"0 0", "1 1", "256 1048576", "64 16384", "32767 1073741824", "0 9"}) {
                String[] part = window.split(" ");
                frame(
                        "credit-" + direction.charAt(0) + "-" + part[0] + "-" + part[1],
                        direction,
                        "CREDIT messages=" + part[0] + " bytes=" + part[1]);
            }
        }
    }

    private void receipts() {
        section("RECEIPT");
        for (String name : NAMES) {
            frame(
                    "receipt-delivered-" + name.length() / 2 + "-bytes",
                    "s>c",
                    "RECEIPT kind=DELIVERED name=" + name + " install=0123456789abcdef cseq=5 reason=");
        }
        for (String edge : EDGES) {
            frame(
                    "receipt-read-" + edge,
                    "s>c",
                    "RECEIPT kind=READ name=626f62 install=0000000000000000 cseq=" + edge + " reason=");
        }
        for (FailureReason reason : FailureReason.values()) {
            frame(
                    "receipt-failed-" + reason,
                    "s>c",
                    "RECEIPT kind=FAILED name=626f62 install=ffffffffffffffff cseq=300" + " reason=" + reason);
        }
    }

    private void endings() {
        section("ERROR and GOODBYE");
        for (String direction : new String[] {"c>s", "s>c"}) {
            String side = direction.substring(0, 1);
            for (int code : new int[] {1, 20, 34, 64, 255}) {
                frame("error-" + side + "-" + code, direction, "ERROR code=" + code + " retryAfterMs=0 text=");
            }
            frame("error-" + side + "-text", direction, "ERROR code=31 retryAfterMs=60000 text=" + hex("come later"));
            frame("error-" + side + "-text-256", direction, "ERROR code=31 retryAfterMs=1 text=" + "41".repeat(256));
            frame("error-" + side + "-text-not-utf8", direction, "ERROR code=1 retryAfterMs=0 text=ff00");
            frame("goodbye-" + side, direction, "GOODBYE code=0 reconnectAfterMs=0 jitterMs=0");
            frame("goodbye-" + side + "-later", direction, "GOODBYE code=32 reconnectAfterMs=2000 jitterMs=70000");
            frame("goodbye-" + side + "-unknown-code", direction, "GOODBYE code=200 reconnectAfterMs=1 jitterMs=63");
        }
        section("PING and PONG");
        for (int low : new int[] {0, 1, 256, 65535}) {
            frame("ping-" + low, "c>s", "PING seqLow=" + low);
            frame("pong-" + low, "s>c", "PONG headLow=" + low);
        }
    }

    private void lenient() {
        section("What a later version may add, and version 1 does not write");
        line("lenient-ping-with-more", "c>s", "05800001abcd", "PING seqLow=1");
        line("lenient-ping-with-flags", "c>s", "03870001", "PING seqLow=1");
        line("lenient-pong-with-more-and-flags", "s>c", "048dffff00", "PONG headLow=65535");
        line("lenient-error-with-odd-tlv", "s>c", "071801000001" + "0161", "ERROR code=1 retryAfterMs=0 text=");
        for (int type = 18; type <= 31; type++) {
            String header = String.format("%02x", type << 3 | type & 7);
            line("lenient-type-" + type, type % 2 == 0 ? "c>s" : "s>c", "03" + header + "abcd", "IGNORED");
        }
        line("lenient-type-20-empty", "s>c", "01a0", "IGNORED");
        line("lenient-pong-from-a-client", "c>s", "03880001", "IGNORED");
        line("lenient-ping-from-a-node", "s>c", "03800001", "IGNORED");
        line("lenient-short-ping-from-a-node", "s>c", "0180", "IGNORED");
    }

    private static String hello(String rest) {
        return "HELLO version=1 enrol=0 token=0102 install=00000000000000ff " + rest;
    }

    private static String welcome(String rest) {
        return "WELCOME enrolled=0 " + rest;
    }

    private void section(String title) {
        lines.add("");
        lines.add("# " + title);
    }

    private void frame(String name, String direction, String text) {
        line(name, direction, HexFormat.of().formatHex(writer.encode(text)), text);
    }

    private void line(String name, String direction, String hex, String text) {
        lines.add(name + " | " + direction + " | " + hex + " | " + text);
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
