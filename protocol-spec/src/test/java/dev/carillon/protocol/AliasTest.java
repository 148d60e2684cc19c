package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class AliasTest {
    private final AliasWriter writer = new AliasWriter();
    private final AliasReader reader = new AliasReader();

    @Test
    void aPeerIsFoundOnceItIsDefined() {
        assertThat(writer.find(name(1))).isEqualTo(AliasWriter.NONE);
        int alias = writer.define(name(1));

        assertThat(writer.find(name(1))).isEqualTo(alias);
        assertThat(writer.find(name(2))).isEqualTo(AliasWriter.NONE);
    }

    @Test
    void theSameUserOnAnotherInstallIsAnotherPeer() {
        UnsafeBuffer bob = new UnsafeBuffer(name(1));
        int first = writer.define(bob, 0, bob.capacity(), 7, 1);

        assertThat(writer.find(bob, 0, bob.capacity(), 8)).isEqualTo(AliasWriter.NONE);
        assertThat(writer.find(bob, 0, bob.capacity(), 7)).isEqualTo(first);
    }

    @Test
    void theLeastRecentlyUsedNumberGetsANewMeaning() {
        for (int i = 0; i < Limits.ALIASES; i++) {
            assertThat(writer.define(name(i))).isEqualTo(i);
        }
        assertThat(writer.find(name(0))).isZero();

        assertThat(writer.define(name(100))).isEqualTo(1);
        assertThat(writer.find(name(1))).isEqualTo(AliasWriter.NONE);
        assertThat(writer.find(name(0))).isZero();
    }

    @Test
    void whatIsForgottenMustBeDefinedAgain() {
        int alias = writer.define(name(1));
        writer.forget(alias);

        assertThat(writer.find(name(1))).isEqualTo(AliasWriter.NONE);
    }

    @Test
    void sequencesTravelAsDistancesOfTheirAlias() {
        UnsafeBuffer bob = new UnsafeBuffer(name(1));
        int alias = writer.define(bob, 0, bob.capacity(), 7, 40);
        reader.define(alias, bob, 0, bob.capacity(), 7, 40);

        assertThat(writer.advance(alias, 45)).isEqualTo(5);
        assertThat(reader.advance(alias, 5)).isEqualTo(45);
        assertThat(writer.last(alias)).isEqualTo(45).isEqualTo(reader.last(alias));
        assertThat(reader.advance(alias, Varint.MAX)).isEqualTo(-1);
        assertThat(reader.last(alias)).isEqualTo(45);
    }

    @Test
    void anAliasIsKnownOnlyIfItWasDefined() {
        assertThat(reader.known(0)).isFalse();
        reader.define(5, new UnsafeBuffer(name(1)), 0, name(1).length, 0, 0);

        assertThat(reader.known(5)).isTrue();
        assertThat(reader.known(4)).isFalse();
        assertThat(reader.known(63)).isFalse();
    }

    @Test
    void readerAndWriterAgreeWhateverTheOrderOfPeers() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            UnsafeBuffer peer = new UnsafeBuffer(name(random.nextInt(i < 10_000 ? 60 : 90)));
            long install = random.nextInt(2);
            int alias = writer.find(peer, 0, peer.capacity(), install);
            if (alias == AliasWriter.NONE) {
                alias = writer.define(peer, 0, peer.capacity(), install, i);
                reader.define(alias, peer, 0, peer.capacity(), install, i);
            } else {
                assertThat(reader.advance(alias, writer.advance(alias, i))).isEqualTo(i);
            }
            assertThat(reader.name(alias)).isEqualTo(peer.byteArray());
            assertThat(reader.install(alias)).isEqualTo(install);
        }
    }

    private static byte[] name(int number) {
        return ("user" + number).getBytes(StandardCharsets.US_ASCII);
    }
}
