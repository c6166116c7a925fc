package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.block.SegmentId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkFormatTest {

    @Test
    void aStoredChunkKeepsItsBytes() throws DamagedChunkException {
        byte[] data = "Cairn keeps what it is given.".getBytes(StandardCharsets.US_ASCII);
        ChunkChecksums checksums = ChunkChecksums.collecting(data.length);
        checksums.update(data, 0, data.length);
        ChunkHeader header = new ChunkHeader(
                0x0102030405060708L, 4096, data.length, new SegmentId(0x11), 0x40, checksums.identity());

        assertThat(HexFormat.of().formatHex(header.encode())).isEqualTo(GOLDEN_HEADER);
        assertThat(HexFormat.of().formatHex(checksums.trailer())).isEqualTo(GOLDEN_TRAILER);
        assertThat(ChunkHeader.decode(HexFormat.of().parseHex(GOLDEN_HEADER))).isEqualTo(header);
        assertThat(ChunkChecksums.decode(HexFormat.of().parseHex(GOLDEN_TRAILER), header)
                        .identity())
                .isEqualTo(checksums.identity());
    }

    private static final String GOLDEN_HEADER =
            "434e434b00010010" + "0102030405060708" + "0000000000001000" + "000000000000001d" + "0000000000000011"
                    + "0000000000000040" + "42918be4" + "0000000000000000" + "49d05955";

    private static final String GOLDEN_TRAILER = "42918be4" + "74f801cb";

    @Test
    void theIdentityIsTheChecksumOfAllDataHoweverItArrived() {
        Random random = Fixture.random();
        for (int round = 0; round < 200; round++) {
            byte[] data = Fixture.bytes(random, 1 + random.nextInt(300_000));
            ChunkChecksums checksums = ChunkChecksums.collecting(random.nextInt(data.length));
            int at = 0;
            while (at < data.length) {
                int step = Math.min(data.length - at, 1 + random.nextInt(100_000));
                checksums.update(data, at, step);
                at += step;
            }
            assertThat(checksums.identity()).isEqualTo(Crc32c.of(data, 0, data.length));
            assertThat(checksums.bytes()).isEqualTo(data.length);
        }
    }

    @Test
    void checksumsOfNeighboursJoin() {
        Random random = Fixture.random();
        for (int round = 0; round < 200; round++) {
            byte[] data = Fixture.bytes(random, random.nextInt(5_000));
            int cut = random.nextInt(data.length + 1);
            int first = Crc32c.of(data, 0, cut);
            int second = Crc32c.of(data, cut, data.length - cut);
            assertThat(Crc32c.join(first, second, data.length - cut)).isEqualTo(Crc32c.of(data, 0, data.length));
        }
    }

    @Test
    void anyFlippedBitOfAHeaderShows() {
        byte[] whole = new ChunkHeader(7, 0, 10, new SegmentId(1), 0, 99).encode();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> ChunkHeader.decode(damaged)).isInstanceOf(DamagedChunkException.class);
        }
    }

    @Test
    void theLayoutLeavesRoomForEveryPart() {
        for (long bytes : new long[] {1, 63, 65_535, 65_536, 65_537, 64 << 20}) {
            long footprint = ChunkLayout.footprint(bytes);
            assertThat(footprint % ChunkLayout.ALIGNMENT).isZero();
            assertThat(footprint)
                    .isBetween(
                            ChunkLayout.HEADER_BYTES + bytes + ChunkLayout.trailerBytes(bytes),
                            ChunkLayout.HEADER_BYTES + bytes + ChunkLayout.trailerBytes(bytes) + 63);
            int[] blocks = new int[ChunkLayout.blocks(bytes)];
            Arrays.setAll(blocks, block -> ChunkLayout.blockBytes(bytes, block));
            assertThat(Arrays.stream(blocks).asLongStream().sum()).isEqualTo(bytes);
        }
    }
}
