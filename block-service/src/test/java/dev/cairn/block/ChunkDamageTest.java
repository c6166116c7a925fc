package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.block.Location;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to stored bytes, a read answers the right ones or CORRUPT. */
class ChunkDamageTest {

    @TempDir
    Path folder;

    private final MemoryLeases leases = new MemoryLeases();
    private final AtomicInteger found = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private LocalBlockService service;

    @BeforeEach
    void start() throws IOException {
        BlockMonitor counting = new BlockMonitor() {
            @Override
            public void corrupt(Location location, String what) {
                found.incrementAndGet();
            }
        };
        TimeSource clock = new TimeSource() {
            @Override
            public Instant now() {
                return Instant.EPOCH;
            }

            @Override
            public long nanoTime() {
                return nanos.get() + System.nanoTime();
            }
        };
        service = LocalBlockService.start(
                Fixture.settings(), VolumeStore.open(folder, Fixture.UNLIMITED), leases, clock, counting);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void everyFlippedByteOfASmallChunkShows() throws IOException {
        byte[] data = Fixture.bytes(Fixture.random(), 300);
        flipEach(data, IntStream.range(0, ChunkLayout.HEADER_BYTES + 300 + ChunkLayout.trailerBytes(300)));
    }

    @Test
    void flippedBytesOfALargeChunkShow() throws IOException {
        Random random = Fixture.random();
        int size = 700_000;
        byte[] data = Fixture.bytes(random, size);
        int end = ChunkLayout.HEADER_BYTES + size + ChunkLayout.trailerBytes(size);
        flipEach(
                data,
                IntStream.concat(
                        IntStream.generate(() -> random.nextInt(end)).limit(60),
                        IntStream.range(end - ChunkLayout.trailerBytes(size), end)));
    }

    @Test
    void damageElsewhereInTheChunkDoesNotStopAPart() throws IOException {
        byte[] data = Fixture.bytes(Fixture.random(), 700_000);
        Location whole = append(data);
        flip(whole, ChunkLayout.HEADER_BYTES + 650_000);
        Location good = whole.slice(100_000, 300_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        service.read(good, out, never());
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(data, 100_000, 400_000));
        assertCorrupt(whole.slice(640_000, 100));
    }

    @Test
    void aPartThatWasServedBeforeTheDamageHoldsOnlyVerifiedBlocks() throws IOException {
        byte[] data = Fixture.bytes(Fixture.random(), 700_000);
        Location whole = append(data);
        flip(whole, ChunkLayout.HEADER_BYTES + 600_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> service.read(whole, out, never())).isInstanceOf(CairnException.class);
        assertThat(out.size()).isLessThanOrEqualTo(600_000);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(data, out.size()));
    }

    @Test
    void aChunkInTheWrongPlaceShows() throws IOException {
        byte[] data = Fixture.bytes(Fixture.random(), 1000);
        Location first = append(data);
        Location second = append(data);
        byte[] stored = Files.readAllBytes(file(first));
        try (RandomAccessFile raw = new RandomAccessFile(file(first).toFile(), "rw")) {
            raw.seek(second.chunk());
            raw.write(stored, 0, Math.toIntExact(ChunkLayout.footprint(1000)));
        }
        assertCorrupt(second);
    }

    @Test
    void aLocationOfAnotherChunkOrBeyondItsEndShows() throws IOException {
        Location right = append(new byte[1000]);
        assertCorrupt(new Location(right.segment(), right.chunk(), 0, 1000, right.crc32c() + 1));
        assertCorrupt(new Location(right.segment(), right.chunk(), 0, 1001, right.crc32c()));
        assertCorrupt(new Location(right.segment(), right.chunk() + 64, 0, 1000, right.crc32c()));
        assertCorrupt(new Location(right.segment(), 3 << 20, 0, 1000, right.crc32c()));
        service.localRange(right);
        assertCorrupt(new Location(right.segment(), right.chunk(), 0, 1000, right.crc32c() + 1));
        assertCorrupt(new Location(right.segment(), right.chunk(), 900, 101, right.crc32c()));
    }

    @Test
    void aTruncatedSegmentShows() throws IOException {
        Location location = append(new byte[100_000]);
        try (RandomAccessFile raw = new RandomAccessFile(file(location).toFile(), "rw")) {
            raw.setLength(50_000);
        }
        assertCorrupt(location);
    }

    @Test
    void verifiedBytesAreCheckedAgainAfterADay() throws IOException {
        Location location = append(new byte[1000]);
        service.localRange(location);
        flip(location, ChunkLayout.HEADER_BYTES + 5);
        service.localRange(location);
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        assertCorrupt(location);
    }

    private void flipEach(byte[] data, IntStream offsets) throws IOException {
        Location location = append(data);
        List<Integer> all = new ArrayList<>(offsets.boxed().toList());
        for (int offset : all) {
            flip(location, offset);
            assertCorrupt(location);
            flip(location, offset);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        service.read(location, out, never());
        assertThat(out.toByteArray()).isEqualTo(data);
        assertThat(found.get()).isEqualTo(2 * all.size());
    }

    private Location append(byte[] data) throws IOException {
        return service.append(1, 0, Fixture.known(data), never()).getFirst();
    }

    private void assertCorrupt(Location location) {
        // A day passes, so that what was verified before the damage does not count.
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        assertThatThrownBy(() -> service.read(location, new ByteArrayOutputStream(), never()))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
        assertThatThrownBy(() -> service.localRange(location))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }

    /** A deadline that the driven clock does not pass. */
    private Deadline never() {
        return new Deadline(nanos.get() + System.nanoTime() + Duration.ofDays(1).toNanos());
    }

    private Path file(Location location) {
        return folder.resolve("%016x.seg".formatted(location.segment().value()));
    }

    private void flip(Location location, int offset) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file(location).toFile(), "rw")) {
            raw.seek(location.chunk() + offset);
            int value = raw.read();
            raw.seek(location.chunk() + offset);
            raw.write(value ^ 0x10);
        }
    }
}
