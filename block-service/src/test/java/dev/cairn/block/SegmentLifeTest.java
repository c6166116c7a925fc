package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Segments;
import dev.cairn.block.allocation.Allocator;
import dev.cairn.block.allocation.LeadingReplica;
import dev.cairn.block.allocation.ReclaimMonitor;
import dev.cairn.block.allocation.ReclaimSettings;
import dev.cairn.block.allocation.Reclaimer;
import dev.cairn.block.allocation.SegmentRecord;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance with the real allocator: a segment from its lease to its deletion. */
class SegmentLifeTest {

    @TempDir
    Path folder;

    private final LeadingReplica leading = new LeadingReplica();
    private final Allocator allocator = new Allocator(leading.start());
    private final Map<SegmentId, Long> live = new ConcurrentHashMap<>();
    private LocalBlockService service;

    @BeforeEach
    void start() throws IOException {
        service = open();
    }

    @AfterEach
    void stop() {
        service.close();
        leading.stop();
    }

    @Test
    void segmentsWithoutLiveBytesGoAndTheOthersServe() throws IOException {
        byte[] data = Fixture.bytes(Fixture.random(), 1 << 20);
        List<Location> kept = new ArrayList<>();
        List<Location> dropped = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Location location =
                    service.append(i, 0, Fixture.known(data), Fixture.soon()).getFirst();
            boolean keep = location.segment().value() % 2 == 0;
            (keep ? kept : dropped).add(location);
            live.merge(location.segment(), keep ? location.length() : 0, Long::sum);
        }
        restartAfterCrash();
        leading.clock().advance(Duration.ofMinutes(10));
        try (Reclaimer _ = Reclaimer.start(
                allocator,
                new LiveBytesOnly(),
                List.of(service),
                new ReclaimSettings(Duration.ofMinutes(10), Duration.ofMillis(5)),
                leading.clock(),
                ReclaimMonitor.NONE)) {
            Await.until(
                    "only living segments are left",
                    () -> records().stream().allMatch(record -> live.getOrDefault(record.segment(), 0L) > 0));
        }
        assertThat(kept).isNotEmpty();
        assertThat(dropped).isNotEmpty();
        for (Location location : kept) {
            assertThat(Fixture.read(service, List.of(location))).isEqualTo(data);
        }
        for (Location location : dropped) {
            assertThatThrownBy(() -> Fixture.read(service, List.of(location)))
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.reason()).isEqualTo("segment"));
        }
        assertThat(service.usage().segments()).isEqualTo(records().size());
        // The sealed ends are rounded up to where the next chunk would begin.
        assertThat(service.usage().usedBytes())
                .isCloseTo(
                        allocator.usage(service.volume()).usedBytes(),
                        within((long) ChunkLayout.ALIGNMENT * records().size()));
    }

    @Test
    void aStartSealsTheLeasesOfTheRunBefore() throws IOException {
        service.append(1, 0, Fixture.known(new byte[100]), Fixture.soon());
        service.append(1, 0, Fixture.known(new byte[3_000_000]), Fixture.soon());
        assertThat(allocator.openLeases("a")).hasSize(2);
        restartAfterCrash();
        assertThat(allocator.openLeases("a")).isEmpty();
        assertThat(records()).hasSize(2).allMatch(record -> record instanceof SegmentRecord.Sealed);
    }

    @Test
    void aVolumeWithoutRoomForASegmentRefuses() throws IOException {
        service.close();
        VolumeStore tight = VolumeStore.open(folder, new VolumeSettings(100_000, 50_000));
        service = LocalBlockService.start(Fixture.settings(), tight, allocator, TimeSource.system(), BlockMonitor.NONE);
        service.append(1, 0, Fixture.known(new byte[40_000]), Fixture.soon());
        assertThatThrownBy(() -> service.append(1, 0, Fixture.known(new byte[40_000]), Fixture.soon()))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOSPC));
    }

    private List<SegmentRecord> records() {
        return allocator.segments(new SegmentId(0), 1_000);
    }

    private LocalBlockService open() throws IOException {
        return LocalBlockService.start(
                Fixture.settings(),
                VolumeStore.open(folder, Fixture.UNLIMITED),
                allocator,
                TimeSource.system(),
                BlockMonitor.NONE);
    }

    private void restartAfterCrash() throws IOException {
        LocalBlockService crashed = service;
        service = open();
        crashed.close();
    }

    /** A metadata that knows nothing but live bytes. */
    private final class LiveBytesOnly implements Segments {

        @Override
        public List<LiveBytes> live(List<SegmentId> segments) {
            return segments.stream()
                    .map(segment -> new LiveBytes(segment, live.getOrDefault(segment, 0L)))
                    .toList();
        }

        @Override
        public boolean retire(SegmentId segment) {
            return live.getOrDefault(segment, 0L) == 0;
        }

        @Override
        public void forget(SegmentId segment) {
            live.remove(segment);
        }
    }
}
