package dev.carillon.protocol;

import static dev.carillon.protocol.ValidVectors.hex;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes {@code vectors/invalid.txt}. The bytes are put together here from hex, not by the encoder, and every expected
 * error is stated by the rule of the specification that the bytes break, not asked from a decoder.
 */
final class InvalidVectors {
    private static final String NODE = "s>c";
    private static final String CLIENT = "c>s";
    private static final String MALFORMED = "MALFORMED";
    private static final String INSTALL = "0123456789abcdef";

    /** Bodies, header included, whose last byte is needed, and who sends them. */
    private static final Map<String, String> STRICT = new LinkedHashMap<>();

    static {
        STRICT.put("hello", "08" + "01" + "03aabbcc" + INSTALL + "4064" + "4065");
        STRICT.put("welcome", "10" + "4064" + "4065" + "000001a0c4f1ae00");
        STRICT.put("error", "18" + "01" + "4064" + "026162");
        STRICT.put("send-ack", "30" + "0102");
        STRICT.put("send-refused", "38" + "80" + "4064" + "4065");
        STRICT.put("own-copy", "48" + "4064");
        STRICT.put("recv-ack", "50" + "07");
        STRICT.put("recv-ack-wide", "51" + "0107");
        STRICT.put("skip", "58" + "01" + "4064");
        STRICT.put("credit", "60" + "4064" + "80010000");
        STRICT.put("receipt", "68" + "01" + "03626f62" + INSTALL + "4064");
        STRICT.put("receipt-failed", "68" + "03" + "03626f62" + INSTALL + "4064" + "01");
        STRICT.put("read", "70" + "4064");
        STRICT.put("goodbye", "78" + "00" + "4064" + "4065");
        STRICT.put("ping", "80" + "0107");
        STRICT.put("pong", "88" + "0107");
    }

    /** Length and bytes. */
    private static final String[] NO_NAMES = {
        "00",
        "0100",
        "020061",
        "011f",
        "017f",
        "02c280",
        "02c29f",
        "0180",
        "02c0af",
        "02c1bf",
        "01c2",
        "03e09fbf",
        "03eda080",
        "03edbfbf",
        "04f08fbfbf",
        "04f4908080",
        "04f5808080",
        "01ff",
        "0361e282",
        "02c328",
        "0361620a"
    };

    private final List<String> lines = new ArrayList<>();

    static List<String> lines() {
        InvalidVectors vectors = new InvalidVectors();
        vectors.lengths();
        vectors.cutOffOrTooLong();
        vectors.flags();
        vectors.types();
        vectors.overlong();
        vectors.ranges();
        vectors.names();
        vectors.tlvs();
        return vectors.lines;
    }

    private void lengths() {
        section("The length field");
        for (String direction : new String[] {CLIENT, NODE}) {
            String side = direction.substring(0, 1);
            raw("len-0-" + side, direction, "00", MALFORMED, "a length of 0");
            raw("len-0-overlong-" + side, direction, "4000", MALFORMED, "a length of 0, overlong");
            raw("len-overlong-2-" + side, direction, "4003" + "800001", MALFORMED, "3 in 2 bytes");
            raw("len-overlong-4-" + side, direction, "80000003", MALFORMED, "3 in 4 bytes; no need to wait");
            raw("len-overlong-8-" + side, direction, "c000000000000003", MALFORMED, "3 in 8 bytes");
            raw("len-overlong-4-63-" + side, direction, "8000003f", MALFORMED, "63 in 4 bytes");
            raw("len-overlong-4-16383-" + side, direction, "80003fff", MALFORMED, "16383 in 4 bytes");
            raw("len-overlong-8-max4-" + side, direction, "c00000003fffffff", MALFORMED, "2^30-1 in 8 bytes");
            raw("len-65537-" + side, direction, "80010001", "FRAME_TOO_BIG", "one above the limit; no need to wait");
            raw("len-2-30-" + side, direction, "c000000040000000", "FRAME_TOO_BIG", "far above the limit");
            raw("len-max-" + side, direction, "ffffffffffffffff", "FRAME_TOO_BIG", "the largest varint");
            raw("len-max4-" + side, direction, "bfffffff" + "08", "FRAME_TOO_BIG", "the largest varint of 4 bytes");
        }
        raw("len-513-first", "c>s-first", "4201", "FRAME_TOO_BIG", "513 before WELCOME");
        raw("len-65536-first", "c>s-first", "80010000", "FRAME_TOO_BIG", "65536 before WELCOME");
        raw("len-513-first-hello", "c>s-first", "4201" + "0801", "FRAME_TOO_BIG", "a HELLO of 513 bytes");
    }

    private void cutOffOrTooLong() {
        section("Frames that end too early or too late");
        STRICT.forEach((name, body) -> {
            for (int bytes = body.length() / 2 - 1; bytes >= 1; bytes--) {
                body(name + "-cut-to-" + bytes, side(body), body.substring(0, 2 * bytes), MALFORMED, "cut off");
            }
            if (!name.startsWith("ping") && !name.startsWith("pong") && !name.startsWith("error")) {
                body(name + "-and-0", side(body), body + "00", MALFORMED, "a byte behind the last field");
            }
        });
        body("error-and-0", NODE, "180100" + "0161" + "00", MALFORMED, "a TLV of one byte");
        for (String body : new String[] {"28", "2801", "2c0101", "2901" + "00", "2901" + "0003" + "626f"}) {
            body("send-cut-" + body, CLIENT, body, MALFORMED, "cut off");
        }
        String named = "41" + "00" + "03626f62" + INSTALL + "4064";
        for (int bytes = named.length() / 2 - 1; bytes >= 1; bytes--) {
            body("deliver-named-cut-to-" + bytes, NODE, named.substring(0, 2 * bytes), MALFORMED, "cut off");
        }
        for (String body : new String[] {"40", "4000", "420001", "42000140", "4200018000"}) {
            body("deliver-cut-" + body, NODE, body, MALFORMED, "cut off");
        }
        body(
                "receipt-delivered-with-reason",
                NODE,
                "6801" + "03626f62" + INSTALL + "05" + "01",
                MALFORMED,
                "a reason without FAILED");
    }

    private void flags() {
        section("Flags that are not defined");
        STRICT.forEach((name, body) -> {
            int header = Integer.parseInt(body.substring(0, 2), 16);
            int type = header >>> 3;
            int defined = type == 1 || type == 2 || type == 6 || type == 10 ? 1 : 0;
            if (type < 16) {
                for (int bit = 1; bit <= 4; bit <<= 1) {
                    if ((bit & defined) == 0 && (header & 1) == 0) {
                        String flagged = String.format("%02x", header | bit) + body.substring(2);
                        body(name + "-flag-" + bit, side(body), flagged, MALFORMED, "a flag that is not defined");
                    }
                }
            }
        });
        body("move-flag-1", NODE, "21", MALFORMED, "a flag that is not defined");
    }

    private void types() {
        section("Types");
        STRICT.forEach((name, body) -> {
            int type = Integer.parseInt(body.substring(0, 2), 16) >>> 3;
            if (type < 16 && type != 3 && type != 12 && type != 15) {
                String wrong = side(body).equals(CLIENT) ? NODE : CLIENT;
                body(name + "-wrong-way", wrong, body, "UNEXPECTED_FRAME", "the other side sends this");
            }
        });
        body("send-wrong-way", NODE, "28010061", "UNEXPECTED_FRAME", "the other side sends this");
        body("deliver-wrong-way", CLIENT, "40000161", "UNEXPECTED_FRAME", "the other side sends this");
        body("move-wrong-way", CLIENT, "20", "UNEXPECTED_FRAME", "the other side sends this");
        for (int flags = 0; flags < 8; flags++) {
            String header = String.format("%02x", flags);
            body("type-0-c-" + flags, CLIENT, header + "0102", "UNKNOWN_CRITICAL_FRAME", "type 0");
            body("type-0-s-" + flags, NODE, header, "UNKNOWN_CRITICAL_FRAME", "type 0");
        }
        for (String version : new String[] {"00", "02", "7f", "ff"}) {
            String rest = "00" + INSTALL + "0001";
            body("hello-version-" + version, CLIENT, "08" + version + rest, "UNSUPPORTED_VERSION", "not version 1");
            body(
                    "hello-version-" + version + "-flags",
                    CLIENT,
                    "0f" + version,
                    "UNSUPPORTED_VERSION",
                    "the version comes before the flags and the rest");
        }
    }

    private void overlong() {
        section("Integers that are longer than needed");
        String[] three = {"4003", "80000003", "c000000000000003"};
        for (String v : three) {
            String form = "-in-" + v.length() / 2;
            body("hello-token-length" + form, CLIENT, "0801" + v + "aabbcc" + INSTALL + "0001", MALFORMED, "overlong");
            body("hello-last-seq" + form, CLIENT, "080100" + INSTALL + v + "01", MALFORMED, "overlong");
            body("hello-next-cseq" + form, CLIENT, "080100" + INSTALL + "00" + v, MALFORMED, "overlong");
            body("welcome-head" + form, NODE, "10" + v + "00" + "0000000000000001", MALFORMED, "overlong");
            body("welcome-acked" + form, NODE, "1000" + v + "0000000000000001", MALFORMED, "overlong");
            body("error-retry" + form, NODE, "1801" + v + "00", MALFORMED, "overlong");
            body("error-text-length" + form, NODE, "180100" + v + "616263", MALFORMED, "overlong");
            body("refused-cseq" + form, NODE, "3880" + v + "00", MALFORMED, "overlong");
            body("refused-retry" + form, NODE, "388003" + v, MALFORMED, "overlong");
            body("deliver-cseq" + form, NODE, "4000" + v + "61", MALFORMED, "overlong");
            body("deliver-stamp" + form, NODE, "420001" + v + "61", MALFORMED, "overlong");
            body("own-copy" + form, NODE, "48" + v, MALFORMED, "overlong");
            body("skip" + form, NODE, "5801" + v, MALFORMED, "overlong");
            body("credit-messages" + form, CLIENT, "60" + v + "03", MALFORMED, "overlong");
            body("credit-bytes" + form, NODE, "6003" + v, MALFORMED, "overlong");
            body("receipt-cseq" + form, NODE, "6801" + "0162" + INSTALL + v, MALFORMED, "overlong");
            body("read" + form, CLIENT, "70" + v, MALFORMED, "overlong");
            body("goodbye-after" + form, NODE, "7800" + v + "00", MALFORMED, "overlong");
            body("goodbye-jitter" + form, CLIENT, "780000" + v, MALFORMED, "overlong");
            body("tlv-tag" + form, CLIENT, hello(v + "00"), MALFORMED, "overlong");
            body("tlv-length" + form, CLIENT, hello("03" + v + "aabbcc"), MALFORMED, "overlong");
        }
    }

    private void ranges() {
        section("Values outside their limits");
        body("hello-next-cseq-0", CLIENT, "080100" + INSTALL + "0000", MALFORMED, "a cseq begins at 1");
        body("hello-token-257", CLIENT, "08014101" + "aa".repeat(257) + INSTALL + "0001", MALFORMED, "token above 256");
        body("hello-token-beyond", CLIENT, "08013f" + "aa".repeat(40), MALFORMED, "the token goes beyond the frame");
        body("hello-token-huge", CLIENT, "0801ffffffffffffffff" + INSTALL + "0001", MALFORMED, "token above 256");
        body("welcome-time-2-62", NODE, "100000" + "4000000000000000", MALFORMED, "the time is above 2^62-1");
        body("welcome-time-negative", NODE, "100000" + "ffffffffffffffff", MALFORMED, "the time is above 2^62-1");
        body("error-code-0", NODE, "18000000", MALFORMED, "no code 0");
        body("error-code-0-c", CLIENT, "18000000", MALFORMED, "no code 0");
        body("error-text-257", NODE, "180100" + "4101" + "61".repeat(257), MALFORMED, "text above 256");
        body("error-text-beyond", NODE, "180100" + "05" + "6161", MALFORMED, "the text goes beyond the frame");
        for (String alias : new String[] {"40", "7f", "80", "ff"}) {
            body("send-alias-" + alias, CLIENT, "2801" + alias + "61", MALFORMED, "an alias is below 64");
        }
        for (String alias : new String[] {"80", "bf", "ff"}) {
            body("deliver-alias-" + alias, NODE, "40" + alias + "0161", MALFORMED, "bit 7 of the alias byte");
        }
        body("deliver-cseq-0", NODE, "40000061", MALFORMED, "a distance begins at 1");
        body("deliver-named-cseq-0", NODE, "41000162" + INSTALL + "0061", MALFORMED, "a cseq begins at 1");
        body("deliver-payload-60001", NODE, "400001" + "00".repeat(60001), MALFORMED, "payload above 60000");
        for (String code : new String[] {"00", "05", "7f", "83", "ff"}) {
            body("refused-code-" + code, NODE, "38" + code + "0100", MALFORMED, "no such code");
        }
        body("refused-cseq-0", NODE, "38800000", MALFORMED, "a cseq begins at 1");
        body("own-copy-0", NODE, "4800", MALFORMED, "a count begins at 1");
        for (String reason : new String[] {"00", "04", "ff"}) {
            body("skip-reason-" + reason, NODE, "58" + reason + "05", MALFORMED, "no such reason");
        }
        body("skip-0", NODE, "580100", MALFORMED, "a sequence begins at 1");
        body("read-0", CLIENT, "7000", MALFORMED, "a sequence begins at 1");
        for (String direction : new String[] {CLIENT, NODE}) {
            String side = direction.substring(0, 1);
            body("credit-32768-" + side, direction, "60" + "80008000" + "00", MALFORMED, "messages above 32767");
            body("credit-bytes-" + side, direction, "6000" + "c000000040000001", MALFORMED, "bytes above 2^30");
        }
        for (String kind : new String[] {"00", "04", "ff"}) {
            body("receipt-kind-" + kind, NODE, "68" + kind + "0162" + INSTALL + "05", MALFORMED, "no such kind");
        }
        for (String reason : new String[] {"00", "05", "ff"}) {
            body("receipt-reason-" + reason, NODE, "68030162" + INSTALL + "05" + reason, MALFORMED, "no such reason");
        }
        body("receipt-cseq-0", NODE, "68010162" + INSTALL + "00", MALFORMED, "a cseq begins at 1");
    }

    private void names() {
        section("Names that are no user IDs");
        for (int i = 0; i < NO_NAMES.length; i++) {
            String name = NO_NAMES[i];
            body("send-name-" + i, CLIENT, "290100" + name + "6869", MALFORMED, "no user ID");
            body("deliver-name-" + i, NODE, "4100" + name + INSTALL + "016869", MALFORMED, "no user ID");
            body("receipt-name-" + i, NODE, "6801" + name + INSTALL + "01", MALFORMED, "no user ID");
        }
        String tooLong = "41" + "6e".repeat(65);
        body("send-name-65", CLIENT, "290100" + tooLong + "6869", MALFORMED, "a user ID of 65 bytes");
        body("deliver-name-65", NODE, "4100" + tooLong + INSTALL + "01", MALFORMED, "a user ID of 65 bytes");
        body("receipt-name-65", NODE, "6801" + tooLong + INSTALL + "01", MALFORMED, "a user ID of 65 bytes");
        body(
                "send-name-beyond",
                CLIENT,
                "290100" + "40" + "6e".repeat(63),
                MALFORMED,
                "the name goes beyond the frame");
    }

    private void tlvs() {
        section("TLVs");
        String even = "UNKNOWN_MANDATORY_TLV";
        for (String tag : new String[] {"00", "04", "06", "3e", "4040", "80004000", "fffffffffffffffe"}) {
            body("hello-tag-" + tag, CLIENT, hello(tag + "00"), even, "an even tag that HELLO does not have");
        }
        for (String tag : new String[] {"00", "06", "3e", "fffffffffffffffe"}) {
            body("welcome-tag-" + tag, NODE, welcome(tag + "00"), even, "an even tag that WELCOME does not have");
        }
        for (String tag : new String[] {"00", "02", "04"}) {
            body("error-tag-" + tag, NODE, "18010000" + tag + "00", even, "an even tag that ERROR does not have");
        }
        for (String tag : new String[] {"00", "08", "3e"}) {
            body("move-tag-" + tag, NODE, "20" + tag + "00", even, "an even tag that MOVE does not have");
        }
        move("address-empty", "0200", "no port");
        move("address-no-host", "0201" + "01", "no host");
        move("address-port-0", "0202" + "00" + "61", "port 0");
        move("address-port-65536", "0205" + "80010000" + "61", "port above 65535");
        move("address-port-overlong", "0203" + "4001" + "61", "overlong");
        move("address-host-long", "0240ff" + "01" + "61".repeat(254), "a host of 254 bytes");
        move("address-host-control", "0202" + "01" + "0a", "a control character");
        move("address-host-not-utf8", "0202" + "01" + "ff", "not UTF-8");
        move("ownership-empty", "0400", "no numbers");
        move("ownership-two", "0402" + "0101", "a number is missing");
        move("ownership-four", "0404" + "01010101", "a number too many");
        move("ownership-epoch-0", "0403" + "000101", "epoch 0");
        move("ownership-generation-0", "0403" + "010001", "generation 0");
        move("ownership-term-0", "0403" + "010100", "term 0");
        move("wait-empty", "0600", "no numbers");
        move("wait-one", "0601" + "00", "a number is missing");
        move("wait-three", "0603" + "000000", "a number too many");
        move("wait-overlong", "0603" + "400000", "overlong");
        move("descending", "06020000" + "0403010101", "tags not ascending");
        body("tlv-even-behind-odd", CLIENT, hello("0300" + "0600"), even, "an even tag behind one to skip");
        body("tlv-repeated", CLIENT, hello("010161" + "010162"), MALFORMED, "a tag twice");
        body("tlv-repeated-odd", CLIENT, hello("0300" + "0300"), MALFORMED, "a tag twice");
        body("tlv-descending", CLIENT, hello("0300" + "0100"), MALFORMED, "tags not ascending");
        body("tlv-descending-welcome", NODE, welcome("040101" + "03013c"), MALFORMED, "tags not ascending");
        body("tlv-tag-only", CLIENT, hello("03"), MALFORMED, "cut off before the length");
        body("tlv-beyond", CLIENT, hello("0305aabb"), MALFORMED, "the value goes beyond the frame");
        body("tlv-beyond-huge", CLIENT, hello("03ffffffffffffffff"), MALFORMED, "the value goes beyond the frame");
        body("tlv-tag-cut", CLIENT, hello("40"), MALFORMED, "cut off within the tag");
        body("tlv-length-cut", CLIENT, hello("0380"), MALFORMED, "cut off within the length");
        body("client-name-65", CLIENT, hello("014041" + "6e".repeat(65)), MALFORMED, "a name of 65 bytes");
        body("client-name-control", CLIENT, hello("0102" + hex("a\n")), MALFORMED, "a control character");
        body("client-name-not-utf8", CLIENT, hello("0101ff"), MALFORMED, "not UTF-8");
        body("stay-value", CLIENT, hello("050100"), MALFORMED, "a value where there is none");
        body("stay-twice", CLIENT, hello("0500" + "0500"), MALFORMED, "a tag twice");
        body("stay-beyond", CLIENT, hello("0501"), MALFORMED, "the value goes beyond the frame");
        body("connection-empty", CLIENT, hello("0700"), MALFORMED, "no numbers");
        body("connection-one", CLIENT, hello("070101"), MALFORMED, "a number is missing");
        body("connection-run-0", CLIENT, hello("07020001"), MALFORMED, "a run below 1");
        body("connection-0", CLIENT, hello("07020100"), MALFORMED, "a number below 1");
        body("connection-three", CLIENT, hello("0703010101"), MALFORMED, "a number too many");
        window("empty", "0200", "no window");
        window("one-number", "020105", "only the messages");
        window("three-numbers", "0203010101", "bytes behind the window");
        window("overlong", "0203400501", "overlong");
        window("cut", "02020140", "cut off within the bytes");
        window("messages", "02058000800001", "messages above 32767");
        window("bytes", "020901c000000040000001", "bytes above 2^30");
        for (String value : new String[] {"00", "0100", "024e11", "023c3c", "024005", "0140"}) {
            body("keepalive-" + value, NODE, welcome("03" + value), MALFORMED, "not 1 to 3600 and nothing else");
        }
        for (String value : new String[] {"00", "0100", "020202", "024001", "0140"}) {
            body("history-" + value, NODE, welcome("04" + value), MALFORMED, "not a number from 1 and nothing else");
        }
    }

    private void window(String name, String tlv, String why) {
        body("hello-window-" + name, CLIENT, hello(tlv), MALFORMED, why);
        body("welcome-window-" + name, NODE, welcome(tlv), MALFORMED, why);
    }

    private void move(String name, String tlvs, String why) {
        body("move-" + name, NODE, "20" + tlvs, MALFORMED, why);
    }

    private static String hello(String tlvs) {
        return "080100" + INSTALL + "0001" + tlvs;
    }

    private static String welcome(String tlvs) {
        return "100000" + "0000000000000001" + tlvs;
    }

    private static String side(String body) {
        int type = Integer.parseInt(body.substring(0, 2), 16) >>> 3;
        return type == 1 || type == 5 || type == 10 || type == 14 || type == 16 ? CLIENT : NODE;
    }

    private void section(String title) {
        lines.add("");
        lines.add("# " + title);
    }

    /** A whole frame with the right length. */
    private void body(String name, String direction, String body, String error, String why) {
        int length = body.length() / 2;
        String len = length < 64
                ? String.format("%02x", length)
                : length < 16384 ? String.format("%04x", 0x4000 | length) : String.format("%08x", 0x80000000 | length);
        raw(name, direction, len + body, error, why);
    }

    private void raw(String name, String direction, String hex, String error, String why) {
        HexFormat.of().parseHex(hex);
        lines.add(name + " | " + direction + " | " + hex + " | " + error + " | " + why);
    }
}
