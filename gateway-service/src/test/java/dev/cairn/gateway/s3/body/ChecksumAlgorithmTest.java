package dev.cairn.gateway.s3.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checksums have their published check values, do not depend on how bytes arrive, and combine where they can. */
class ChecksumAlgorithmTest {

    @ParameterizedTest
    @CsvSource({
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
    })
    void publishedCheckValues(ChecksumAlgorithm algorithm, String expected) {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);

        assertThat(HexFormat.of().formatHex(checksum(algorithm, digits))).isEqualTo(expected);
        assertThat(expected).hasSize(2 * algorithm.length());
    }

    @ParameterizedTest
    @EnumSource
    void piecesMakeTheSameAsTheWhole(ChecksumAlgorithm algorithm) {
        Random random = new Random(Seeds.next());
        byte[] bytes = new byte[10_000];
        random.nextBytes(bytes);
        RunningChecksum running = algorithm.start();
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(bytes.length - at, random.nextInt(50));
            running.update(bytes, at, count);
            at += count;
        }

        assertThat(running.value()).isEqualTo(checksum(algorithm, bytes));
    }

    @Test
    void checksumsOfPartsCombine() {
        Random random = new Random(Seeds.next());
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            for (int round = 0; algorithm.canCombine() && round < 50; round++) {
                byte[] bytes = new byte[random.nextInt(5_000)];
                random.nextBytes(bytes);
                int cut = random.nextInt(bytes.length + 1);
                byte[] first = checksum(algorithm, Arrays.copyOf(bytes, cut));
                byte[] second = checksum(algorithm, Arrays.copyOfRange(bytes, cut, bytes.length));

                assertThat(algorithm.combine(first, second, bytes.length - cut))
                        .as("%s of %d bytes cut at %d", algorithm, bytes.length, cut)
                        .isEqualTo(checksum(algorithm, bytes));
            }
        }
    }

    private static byte[] checksum(ChecksumAlgorithm algorithm, byte[] bytes) {
        RunningChecksum running = algorithm.start();
        running.update(bytes, 0, bytes.length);
        return running.value();
    }
}
