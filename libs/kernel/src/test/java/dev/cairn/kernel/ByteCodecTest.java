package dev.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a writer wrote, a reader reads back; what was cut short is never read as a value. */
class ByteCodecTest {

    @Test
    void everyFieldKindIsReadBack() {
        byte[] record = new ByteWriter()
                .int8(0xFE)
                .int16(0xABCD)
                .int32(-7)
                .int64(Long.MIN_VALUE)
                .varint(-1)
                .varint(0)
                .varint(300)
                .bytes(Bytes.utf8("naïve"))
                .text("/a b")
                .toByteArray();

        var reader = new ByteReader(record);

        assertThat(reader.int8()).isEqualTo(0xFE);
        assertThat(reader.int16()).isEqualTo(0xABCD);
        assertThat(reader.int32()).isEqualTo(-7);
        assertThat(reader.int64()).isEqualTo(Long.MIN_VALUE);
        assertThat(reader.varint()).isEqualTo(-1);
        assertThat(reader.varint()).isZero();
        assertThat(reader.varint()).isEqualTo(300);
        assertThat(reader.bytes()).isEqualTo(Bytes.utf8("naïve"));
        assertThat(reader.text()).isEqualTo("/a b");
        reader.expectEnd();
    }

    @Test
    void randomVarintsSurviveTheRoundTrip() {
        long seed = Long.getLong("cairn.seed", 20260101L);
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> random.nextInt(64);
            var reader = new ByteReader(new ByteWriter().varint(value).toByteArray());
            assertThat(reader.varint()).as("seed %d, case %d", seed, i).isEqualTo(value);
        }
    }

    @Test
    void aRecordCutAnywhereIsReportedAsCorrupt() {
        byte[] record = new ByteWriter().int64(1).varint(1 << 20).text("hello").toByteArray();
        for (int length = 0; length < record.length; length++) {
            var reader = new ByteReader(record, 0, length);
            assertThatThrownBy(() -> {
                        reader.int64();
                        reader.varint();
                        reader.text();
                    })
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
        }
    }

    @Test
    void bytesOrderAsUnsigned() {
        assertThat(Bytes.wrap(new byte[] {(byte) 0x80})).isGreaterThan(Bytes.wrap(new byte[] {0x7F}));
        assertThat(Bytes.utf8("a.b")).isLessThan(Bytes.utf8("a/b"));
    }
}
