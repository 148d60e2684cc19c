package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FrameCodecTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[70_000]);
    private final UnsafeBuffer payload =
            new UnsafeBuffer("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    private final UnsafeBuffer bob = new UnsafeBuffer(UserId.encode("bob"));
    private final FrameText text = new FrameText();

    @Test
    void aSendWithItsAliasDefinedTakesFourBytesBesideItsPayload() {
        int end = FrameEncoder.send(buffer, 5, false, 261, false, 3, null, payload, 0, 32);

        assertThat(end - 5).isEqualTo(36).isEqualTo(FrameEncoder.sendLength(false, 0, 32));
        assertThat(fromClient(5, end))
                .isEqualTo("SEND wide=0 cseqLow=5 receipt=0 alias=3 name= payload=" + FrameText.hex(payload, 0, 32));
    }

    @Test
    void aSendAckTakesFourBytes() {
        int end = FrameEncoder.sendAck(buffer, 0, true, 65_537);

        assertThat(end).isEqualTo(4);
        assertThat(fromServer(0, end)).isEqualTo("SEND_ACK inOrder=1 cseqLow=1");
    }

    @Test
    void aDeliverWithItsAliasDefinedTakesFourBytesBesideItsPayload() {
        int end = FrameEncoder.deliver(buffer, 0, false, true, 63, 1, false, 0, payload, 0, 32);

        assertThat(end).isEqualTo(36).isLessThanOrEqualTo(FrameEncoder.deliverLengthMax(0, 32));
        assertThat(fromServer(0, end))
                .isEqualTo("DELIVER own=0 receipt=1 alias=63 name= install= cseq=1 stamp= payload="
                        + FrameText.hex(payload, 0, 32));
    }

    @Test
    void aRecvAckTakesThreeBytes() {
        int end = FrameEncoder.recvAck(buffer, 0, false, 300);

        assertThat(end).isEqualTo(3);
        assertThat(fromClient(0, end)).isEqualTo("RECV_ACK wide=0 seqLow=44");
    }

    @Test
    void framesThatDefineAnAliasCarryThePeerWhole() {
        int end = FrameEncoder.send(buffer, 0, true, 65_535, true, 0, UserId.encode("bob"), payload, 0, 0);
        assertThat(end).isEqualTo(FrameEncoder.sendLength(true, 3, 0));
        assertThat(fromClient(0, end)).isEqualTo("SEND wide=1 cseqLow=65535 receipt=1 alias=0 name=626f62 payload=");

        end = FrameEncoder.deliverNamed(buffer, 0, true, false, 1, bob, 0, 3, -2L, 70_000, true, -5, payload, 0, 1);
        assertThat(end).isLessThanOrEqualTo(FrameEncoder.deliverLengthMax(3, 1));
        assertThat(fromServer(0, end))
                .isEqualTo("DELIVER own=1 receipt=0 alias=1 name=626f62 install=fffffffffffffffe cseq=70000 stamp=-5"
                        + " payload=30");
    }

    @Test
    void theLargestPayloadFitsIntoAFrame() {
        UnsafeBuffer big = new UnsafeBuffer(new byte[Limits.PAYLOAD_MAX]);
        UnsafeBuffer longName = new UnsafeBuffer("n".repeat(64).getBytes(StandardCharsets.US_ASCII));

        int end = FrameEncoder.deliverNamed(
                buffer, 0, false, false, 0, longName, 0, 64, 1, Varint.MAX, true, -(1L << 61), big, 0, big.capacity());

        assertThat(end).isLessThanOrEqualTo(FrameEncoder.OVERHEAD_MAX + Limits.PAYLOAD_MAX);
        assertThat(fromServer(0, end)).contains("cseq=" + Varint.MAX).contains("stamp=" + -(1L << 61));
    }

    @Test
    void theHandshakeRoundTrips() {
        UnsafeBuffer tlvs = new UnsafeBuffer(new byte[64]);
        int tlvsEnd = Tlv.putBytes(tlvs, 0, Tlv.CLIENT_NAME, "t/1".getBytes(StandardCharsets.US_ASCII));
        tlvsEnd = Tlv.putWindow(tlvs, tlvsEnd, 100, 70_000);
        assertThat(Tlv.has(tlvs, 0, tlvsEnd, Tlv.STAY)).isFalse();
        tlvsEnd = Tlv.putMark(tlvs, tlvsEnd, Tlv.STAY);

        int end = FrameEncoder.hello(buffer, 0, true, bob, 0, 3, 7, 1_000, 64, tlvs, 0, tlvsEnd);

        assertThat(fromClient(0, end))
                .isEqualTo("HELLO version=1 enrol=1 token=626f62 install=0000000000000007 lastSeq=1000 nextCseq=64"
                        + " tlvs=0103742f3102064064800111700500");
        assertThat(Tlv.has(tlvs, 0, tlvsEnd, Tlv.STAY)).isTrue();
        assertThat(Tlv.windowMessages(tlvs, 0, tlvsEnd)).isEqualTo(100);
        assertThat(Tlv.windowBytes(tlvs, 0, tlvsEnd)).isEqualTo(70_000);
        assertThat(Tlv.windowBytes(tlvs, 0, 0)).isEqualTo(Limits.WINDOW_BYTES_DEFAULT);
        assertThat(Tlv.valueLength(tlvs, 0, tlvsEnd, Tlv.CLIENT_NAME)).isEqualTo(3);

        tlvsEnd = Tlv.putVarint(tlvs, 0, Tlv.KEEPALIVE, 60);
        tlvsEnd = Tlv.putVarint(tlvs, tlvsEnd, Tlv.HISTORY, 2);
        end = FrameEncoder.welcome(buffer, 0, true, 9, 8, 1_790_000_000_000L, tlvs, 0, tlvsEnd);
        assertThat(fromServer(0, end))
                .isEqualTo("WELCOME enrolled=1 head=9 ackedCseq=8 timeMs=1790000000000 tlvs=03013c040102");
        assertThat(Tlv.number(tlvs, 0, tlvsEnd, Tlv.HISTORY, 1)).isEqualTo(2);
    }

    @Test
    void theSmallFramesRoundTrip() {
        assertThat(fromClient(0, FrameEncoder.read(buffer, 0, 77))).isEqualTo("READ seq=77");
        assertThat(fromClient(0, FrameEncoder.ping(buffer, 0, 65_537))).isEqualTo("PING seqLow=1");
        assertThat(fromClient(0, FrameEncoder.credit(buffer, 0, 0, 5))).isEqualTo("CREDIT messages=0 bytes=5");
        assertThat(fromServer(0, FrameEncoder.pong(buffer, 0, 9))).isEqualTo("PONG headLow=9");
        assertThat(fromServer(0, FrameEncoder.ownCopy(buffer, 0, 3))).isEqualTo("OWN_COPY count=3");
        assertThat(fromServer(0, FrameEncoder.skip(buffer, 0, SkipReason.EXPIRED, 9)))
                .isEqualTo("SKIP reason=EXPIRED nextSeq=9");
        assertThat(fromServer(0, FrameEncoder.sendRefused(buffer, 0, RefusalCode.CSEQ_GAP, 12, 0)))
                .isEqualTo("SEND_REFUSED code=CSEQ_GAP cseq=12 retryAfterMs=0");
        assertThat(fromServer(0, FrameEncoder.goodbye(buffer, 0, 32, 1000, 500)))
                .isEqualTo("GOODBYE code=32 reconnectAfterMs=1000 jitterMs=500");
        assertThat(fromServer(0, FrameEncoder.error(buffer, 0, 20, 0, new byte[] {'n', 'o'})))
                .isEqualTo("ERROR code=20 retryAfterMs=0 text=6e6f");
        assertThat(fromServer(0, FrameEncoder.move(buffer, 0, payload, 0, 0))).isEqualTo("MOVE tlvs=");
    }

    @Test
    void receiptsCarryAReasonExactlyIfTheyReportAFailure() {
        int end = FrameEncoder.receipt(buffer, 0, ReceiptKind.READ, bob, 0, 3, 1, 5, null);
        assertThat(fromServer(0, end))
                .isEqualTo("RECEIPT kind=READ name=626f62 install=0000000000000001 cseq=5 reason=");

        end = FrameEncoder.receipt(buffer, 0, ReceiptKind.FAILED, bob, 0, 3, 1, 5, FailureReason.INBOX_FULL);
        assertThat(fromServer(0, end)).endsWith("cseq=5 reason=INBOX_FULL");

        assertThatThrownBy(() -> FrameEncoder.receipt(buffer, 0, ReceiptKind.FAILED, bob, 0, 3, 1, 5, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFrameIsIncompleteUntilItsLastByteIsThere() {
        int end = FrameEncoder.send(buffer, 0, false, 1, false, 0, UserId.encode("bob"), payload, 0, 32);

        for (int limit = 0; limit < end; limit++) {
            assertThat(ClientFrameDecoder.decode(buffer, 0, limit, Limits.FRAME_MAX, text))
                    .isZero();
        }
        assertThat(text.lines).isEmpty();
    }

    @Test
    void aFrameThatIsTooLongIsSeenFromItsLengthAlone() {
        int end = Varint.put(buffer, 0, 513);

        assertThat(ClientFrameDecoder.decode(buffer, 0, end, Limits.FRAME_MAX_BEFORE_WELCOME, text))
                .isEqualTo(-1);
        assertThat(text.error).isEqualTo(ErrorCode.FRAME_TOO_BIG);
    }

    private String fromClient(int offset, int end) {
        assertThat(ClientFrameDecoder.decode(buffer, offset, end, Limits.FRAME_MAX, text))
                .as(() -> text.detail)
                .isEqualTo(end - offset);
        return text.last();
    }

    private String fromServer(int offset, int end) {
        assertThat(ServerFrameDecoder.decode(buffer, offset, end, Limits.FRAME_MAX, text))
                .as(() -> text.detail)
                .isEqualTo(end - offset);
        return text.last();
    }
}
