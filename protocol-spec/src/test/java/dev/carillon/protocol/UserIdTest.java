package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {
    @Test
    void anyPlainTextOfOneToSixtyFourBytesIsAUserId() {
        assertThat(UserId.valid(UserId.encode("a"))).isTrue();
        assertThat(UserId.valid(UserId.encode("zoë 🎐 名"))).isTrue();
        assertThat(UserId.valid(UserId.encode("x".repeat(64)))).isTrue();
        assertThat(UserId.valid(new byte[0])).isFalse();
        assertThat(UserId.valid(new byte[65])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "1f",
                "7f",
                "c280",
                "c29f",
                "80",
                "c0af",
                "c1bf",
                "c2",
                "e0a0",
                "e09fbf",
                "eda080",
                "f08fbfbf",
                "f4908080",
                "f5808080",
                "ff",
                "61e282"
            })
    void brokenUtf8AndControlCharactersAreNot(String hex) {
        assertThat(UserId.valid(HexFormat.of().parseHex(hex))).isFalse();
    }

    @Test
    void agreesWithThePlatformAboutUtf8() {
        Random random = new Random(7);
        byte[] bytes = new byte[4];
        for (int i = 0; i < 300_000; i++) {
            random.nextBytes(bytes);
            bytes[0] |= (byte) 0xC0;
            assertThat(UserId.plainText(new UnsafeBuffer(bytes), 0, 4))
                    .as(() -> HexFormat.of().formatHex(bytes))
                    .isEqualTo(plain(bytes));
        }
    }

    @Test
    void saysWhyATextIsNoUserId() {
        assertThatThrownBy(() -> UserId.encode("")).hasMessage("a user ID has 1 to 64 bytes, this one has 0");
        assertThatThrownBy(() -> UserId.encode("é".repeat(33))).hasMessageContaining("66");
        assertThatThrownBy(() -> UserId.encode("a\tb")).hasMessageContaining("control characters");
        assertThatThrownBy(() -> UserId.encode("\ud800")).isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean plain(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
            return text.chars().noneMatch(Character::isISOControl);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
