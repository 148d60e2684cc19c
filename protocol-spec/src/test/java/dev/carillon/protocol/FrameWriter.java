package dev.carillon.protocol;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes the one-line text of a frame ({@link FrameText}); fields that are left out are 0 or empty. */
final class FrameWriter {
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[Limits.FRAME_MAX + 16]);
    private final Map<String, String> fields = new LinkedHashMap<>();

    byte[] encode(String text) {
        String[] words = text.split(" ");
        fields.clear();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            fields.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        byte[] bytes = new byte[frame(words[0])];
        out.getBytes(0, bytes);
        return bytes;
    }

    private int frame(String type) {
        return switch (type) {
            case "HELLO" -> hello();
            case "WELCOME" -> welcome();
            case "ERROR" -> FrameEncoder.error(out, 0, integer("code"), number("retryAfterMs"), bytes("text"));
            case "MOVE" ->
                FrameEncoder.move(out, 0, buffer("tlvs"), 0, buffer("tlvs").capacity());
            case "SEND" -> send();
            case "SEND_ACK" -> FrameEncoder.sendAck(out, 0, flag("inOrder"), number("cseqLow"));
            case "SEND_REFUSED" ->
                FrameEncoder.sendRefused(
                        out, 0, RefusalCode.valueOf(field("code")), number("cseq"), number("retryAfterMs"));
            case "DELIVER" -> deliver();
            case "OWN_COPY" -> FrameEncoder.ownCopy(out, 0, number("count"));
            case "RECV_ACK" -> FrameEncoder.recvAck(out, 0, flag("wide"), number("seqLow"));
            case "SKIP" -> FrameEncoder.skip(out, 0, SkipReason.valueOf(field("reason")), number("nextSeq"));
            case "CREDIT" -> FrameEncoder.credit(out, 0, number("messages"), number("bytes"));
            case "RECEIPT" -> receipt();
            case "READ" -> FrameEncoder.read(out, 0, number("seq"));
            case "GOODBYE" ->
                FrameEncoder.goodbye(out, 0, integer("code"), number("reconnectAfterMs"), number("jitterMs"));
            case "PING" -> FrameEncoder.ping(out, 0, number("seqLow"));
            case "PONG" -> FrameEncoder.pong(out, 0, number("headLow"));
            default -> throw new IllegalArgumentException("no frame: " + type);
        };
    }

    private int hello() {
        UnsafeBuffer token = buffer("token");
        UnsafeBuffer tlvs = buffer("tlvs");
        return FrameEncoder.hello(
                out,
                0,
                flag("enrol"),
                token,
                0,
                token.capacity(),
                install(),
                number("lastSeq"),
                number("nextCseq"),
                tlvs,
                0,
                tlvs.capacity());
    }

    private int welcome() {
        UnsafeBuffer tlvs = buffer("tlvs");
        return FrameEncoder.welcome(
                out,
                0,
                flag("enrolled"),
                number("head"),
                number("ackedCseq"),
                number("timeMs"),
                tlvs,
                0,
                tlvs.capacity());
    }

    private int send() {
        byte[] name = bytes("name");
        UnsafeBuffer payload = buffer("payload");
        return FrameEncoder.send(
                out,
                0,
                flag("wide"),
                number("cseqLow"),
                flag("receipt"),
                integer("alias"),
                name.length == 0 ? null : name,
                payload,
                0,
                payload.capacity());
    }

    private int deliver() {
        UnsafeBuffer name = buffer("name");
        UnsafeBuffer payload = buffer("payload");
        boolean stamped = !field("stamp").isEmpty();
        return name.capacity() == 0
                ? FrameEncoder.deliver(
                        out,
                        0,
                        flag("own"),
                        flag("receipt"),
                        integer("alias"),
                        number("cseq"),
                        stamped,
                        number("stamp"),
                        payload,
                        0,
                        payload.capacity())
                : FrameEncoder.deliverNamed(
                        out,
                        0,
                        flag("own"),
                        flag("receipt"),
                        integer("alias"),
                        name,
                        0,
                        name.capacity(),
                        install(),
                        number("cseq"),
                        stamped,
                        number("stamp"),
                        payload,
                        0,
                        payload.capacity());
    }

    private int receipt() {
        UnsafeBuffer name = buffer("name");
        String reason = field("reason");
        return FrameEncoder.receipt(
                out,
                0,
                ReceiptKind.valueOf(field("kind")),
                name,
                0,
                name.capacity(),
                install(),
                number("cseq"),
                reason.isEmpty() ? null : FailureReason.valueOf(reason));
    }

    private String field(String name) {
        return Objects.requireNonNullElse(fields.get(name), "");
    }

    private long number(String name) {
        return field(name).isEmpty() ? 0 : Long.parseLong(field(name));
    }

    private int integer(String name) {
        return (int) number(name);
    }

    private boolean flag(String name) {
        return number(name) == 1;
    }

    private long install() {
        return field("install").isEmpty() ? 0 : Long.parseUnsignedLong(field("install"), 16);
    }

    private byte[] bytes(String name) {
        return HexFormat.of().parseHex(field(name));
    }

    private UnsafeBuffer buffer(String name) {
        return new UnsafeBuffer(bytes(name));
    }
}
