package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte survives the way into a URL and back. */
class PercentCodecTest {

    @Test
    void everyByte() {
        for (int value = 0; value < 256; value++) {
            Bytes bytes = Bytes.wrap(new byte[] {'a', (byte) value, 'z'});
            String text = PercentCodec.encode(bytes);

            assertThat(text).matches("a(%[0-9A-F]{2}|[A-Za-z0-9._~-])z");
            assertThat(PercentCodec.decode(text)).isEqualTo(bytes);
            assertThat(PercentCodec.decode("a%%%02xz".formatted(value))).isEqualTo(bytes);
        }
    }

    @Test
    void reservedCharactersStandForThemselves() {
        assertThat(PercentCodec.decode("a+b&c=d;e/é")).isEqualTo(Bytes.utf8("a+b&c=d;e/é"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%4", "%zz", "%4g", "%%41", "% 1", "%+1"})
    void incompleteEscapes(String text) {
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> PercentCodec.decode(text))
                .matches(e -> e.code() == ErrorCode.EINVAL && e.reason().equals("encoding"));
    }
}
