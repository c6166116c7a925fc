package dev.cairn.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.DiskFile;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A torn tail is cut; damage to what was acknowledged is named and refused; the format does not change by accident. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogDamageTest {

    private static final String FIRST = "00000000000000000001.log";
    private static final int SEGMENT_BYTES = 4_096;
    private static final int CONTENT_BYTES = 20;
    private static final int FRAME_BYTES = LogFrame.HEADER_BYTES + CONTENT_BYTES;

    private final SimulatedDisk disk = new SimulatedDisk();

    private static byte[] content(int value) {
        byte[] content = new byte[CONTENT_BYTES];
        Arrays.fill(content, (byte) value);
        return content;
    }

    private void appendOneByOne(int epoch, int count) throws IOException {
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES);
                Appender appender = log.open(new Epoch(epoch))) {
            for (int i = 1; i <= count; i++) {
                appender.append(content(i)).join();
            }
        }
    }

    private long entries() throws IOException {
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES);
                LogReader reader = log.read(Position.START)) {
            long count = 0;
            while (reader.next() != null) {
                count++;
            }
            assertThat(log.end().index()).isEqualTo(count);
            return count;
        }
    }

    @Test
    void aTailTornAtAnyByteIsCut() throws IOException {
        appendOneByOne(1, 3);
        int end = SegmentHeader.BYTES + 3 * FRAME_BYTES;
        assertThat(entries()).isEqualTo(3);
        for (int size = end - 1; size >= end - FRAME_BYTES; size--) {
            disk.cut(FIRST, size);
            assertThat(entries()).as("cut at byte %d", size).isEqualTo(2);
        }
        appendOneByOne(2, 2);
        assertThat(entries()).isEqualTo(4);
    }

    @Test
    void damageToAnyAcknowledgedBitIsRefused() throws IOException {
        appendOneByOne(1, 4);
        int lastStart = SegmentHeader.BYTES + 3 * FRAME_BYTES;
        for (long bit = 0; bit < lastStart * 8L; bit++) {
            disk.flipBit(FIRST, bit);
            assertThatThrownBy(this::entries)
                    .as("bit %d", bit)
                    .hasMessageContaining(FIRST)
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
            disk.flipBit(FIRST, bit);
        }
        assertThat(entries()).isEqualTo(4);
    }

    @Test
    void damageIsNamedWithItsPlace() throws IOException {
        appendOneByOne(1, 4);
        disk.flipBit(FIRST, 8L * (SegmentHeader.BYTES + FRAME_BYTES + 40));
        assertThatThrownBy(this::entries)
                .hasMessage("entry 2 at byte " + (SegmentHeader.BYTES + FRAME_BYTES) + " of " + FIRST
                        + " was acknowledged and is damaged");
    }

    @Test
    void damageInAnEarlierSegmentIsFoundByReading() throws IOException {
        appendOneByOne(1, 200);
        disk.flipBit(FIRST, 8L * 500);
        assertThatThrownBy(this::entries)
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }

    /** The content of an entry is data of a client, who may know how a frame looks. */
    @Test
    void aFrameInsideAnEntryIsNoFrame() throws IOException {
        ByteBuffer forged = ByteBuffer.allocate(200);
        new LogFrame(new Position(new Epoch(1), 2), 99, content(7)).encode(forged, 0);
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES);
                Appender appender = log.open(new Epoch(1))) {
            appender.append(Arrays.copyOf(forged.array(), forged.position())).join();
        }
        disk.flipBit(FIRST, 8L * SegmentHeader.BYTES);
        assertThat(entries()).isZero();
    }

    /** What a write left behind the entry that it tore is whole, but its epoch ended with that. */
    @Test
    void whatStandsBehindATornEntryNeverComesBack() throws IOException {
        appendOneByOne(1, 2);
        int end = SegmentHeader.BYTES + 2 * FRAME_BYTES;
        frameAt(end + FRAME_BYTES, new Position(new Epoch(1), 4));
        assertThat(entries()).isEqualTo(2);
        appendOneByOne(2, 1);
        assertThat(entries()).isEqualTo(3);
    }

    @Test
    void anEntryThatDoesNotContinueTheOneBeforeItIsNone() throws IOException {
        appendOneByOne(1, 2);
        int end = SegmentHeader.BYTES + 2 * FRAME_BYTES;
        frameAt(end, new Position(new Epoch(1), 4));
        assertThat(entries()).isEqualTo(2);
    }

    private void frameAt(long offset, Position position) throws IOException {
        try (DiskFile file = disk.open(FIRST)) {
            ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
            file.read(0, header);
            ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
            new LogFrame(position, 2, content(9))
                    .encode(frame, SegmentHeader.decode(header.array(), FIRST).salt());
            file.write(offset, frame.flip());
            file.sync();
        }
    }

    @Test
    void trimmedSegmentsAreUsedAgain() throws IOException {
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES);
                Appender appender = log.open(new Epoch(1))) {
            for (int i = 0; i < 2_000; i++) {
                Position position = appender.append(content(i)).join();
                if (i % 100 == 0) {
                    log.trim(position);
                }
            }
            assertThat(disk.names()).hasSizeLessThan(10);
            assertThat(log.end().index()).isEqualTo(2_000);
        }
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES)) {
            assertThat(log.end().index()).isEqualTo(2_000);
            assertThatThrownBy(() -> log.read(Position.START))
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.reason()).isEqualTo("trimmed"));
        }
    }

    @Test
    void aDamagedEpochFileIsRefused() throws IOException {
        appendOneByOne(1, 1);
        disk.flipBit("epoch", 20);
        try (FileLog log = FileLog.on(disk, SEGMENT_BYTES)) {
            assertThatThrownBy(() -> log.open(new Epoch(2)))
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
        }
    }

    @Test
    void theFormatIsAsItWas() {
        byte[] header = new SegmentHeader(0x1122334455667788L, new Position(new Epoch(3), 41)).encode();
        assertThat(HexFormat.of().formatHex(header)).isEqualTo(GOLDEN_HEADER);
        ByteBuffer frame = ByteBuffer.allocate(64);
        new LogFrame(new Position(new Epoch(3), 42), 40, new byte[] {1, 2, 3}).encode(frame, 0x1122334455667788L);
        assertThat(HexFormat.of().formatHex(frame.array(), 0, frame.position())).isEqualTo(GOLDEN_FRAME);
    }

    private static final String GOLDEN_HEADER =
            "ca1d060200000001112233445566778800000000000000030000000000000029587579cc";
    private static final String GOLDEN_FRAME =
            "ca1d06010000000371d2b3110000000000000003000000000000002a0000000000000028010203";
}
