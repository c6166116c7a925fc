package dev.cairn.gateway.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.kernel.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte survives encoding and decoding; a plus sign is a space in queries alone. */
class PercentCodingTest {

    @Test
    void everyByteComesBack() {
        byte[] all = new byte[256];
        for (int b = 0; b < 256; b++) {
            all[b] = (byte) b;
        }
        Bytes bytes = Bytes.wrap(all);

        assertThat(PercentCoding.decodePath(PercentCoding.encode(bytes))).isEqualTo(bytes);
        assertThat(PercentCoding.decodePath(PercentCoding.encodePath(bytes))).isEqualTo(bytes);
        assertThat(PercentCoding.encode(Bytes.utf8("a/b~-._ +%\u00e9"))).isEqualTo("a%2Fb~-._%20%2B%25%C3%A9");
        assertThat(PercentCoding.encodePath(Bytes.utf8("a//b%"))).isEqualTo("a//b%25");
    }

    @Test
    void plusIsASpaceInQueriesAlone() {
        assertThat(PercentCoding.decodePath("a+b%2B")).isEqualTo(Bytes.utf8("a+b+"));
        assertThat(PercentCoding.decodeQuery("a+b%2B")).isEqualTo(Bytes.utf8("a b+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%2", "%zz", "%-1", "\u0100"})
    void refusesWhatIsNotAnEscape(String raw) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> PercentCoding.decodePath(raw))
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(S3Error.INVALID_URI));
    }
}
