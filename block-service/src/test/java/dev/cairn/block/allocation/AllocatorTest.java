package dev.cairn.block.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AllocatorTest {

    private static final VolumeId VOLUME = new VolumeId(new UUID(1, 2));
    private static final WriterId FIRST_RUN = new WriterId("a", "run 1");
    private static final WriterId SECOND_RUN = new WriterId("a", "run 2");
    private static final WriterId OTHER = new WriterId("b", "run 1");

    private final LeadingReplica leading = new LeadingReplica();
    private Allocator allocator = new Allocator(leading.start());

    @BeforeEach
    void announce() {
        allocator.announce(VOLUME, 1000);
    }

    @AfterEach
    void stop() {
        leading.stop();
    }

    @Test
    void aSegmentIsLeasedOnceEvenAfterItWentAndTheLeaderChanged() {
        Set<SegmentId> given = new HashSet<>();
        for (int round = 0; round < 5; round++) {
            SegmentLease lease = lease(FIRST_RUN, 100);
            assertThat(given.add(lease.segment())).isTrue();
            assertThat(lease.writer()).isEqualTo(FIRST_RUN);
            assertThat(lease.zone()).isEqualTo("z");
            allocator.seal(lease, 0);
            assertThat(allocator.retire(lease.segment())).isTrue();
            allocator.forget(lease.segment());
            assertThat(allocator.segments(new SegmentId(0), 10)).isEmpty();
            allocator = new Allocator(leading.restart());
        }
    }

    @Test
    void aSealKeepsWhatWasUsed() {
        SegmentLease lease = lease(FIRST_RUN, 400);
        assertThat(allocator.usage(VOLUME).usedBytes()).isEqualTo(400);
        allocator.seal(lease, 150);
        allocator.seal(lease, 999);
        assertThat(allocator.usage(VOLUME).usedBytes()).isEqualTo(150);
        assertThat(allocator.usage(VOLUME).segments()).isEqualTo(1);
        assertThat(allocator.segments(new SegmentId(0), 10))
                .containsExactly(new SegmentRecord.Sealed(
                        lease.segment(), VOLUME, 150, leading.clock().now()));
        assertThat(allocator.openLeases("a")).isEmpty();
    }

    @Test
    void onlyTheHolderSeals() {
        SegmentLease lease = lease(FIRST_RUN, 100);
        SegmentLease forged =
                new SegmentLease(lease.segment(), lease.volume(), OTHER, lease.epoch(), lease.zone(), lease.bytesMax());
        assertThatThrownBy(() -> allocator.seal(forged, 1))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_EPOCH));
        assertThat(allocator.openLeases("a")).containsExactly(lease);
    }

    @Test
    void theOpenLeasesOfAnInstanceAreThoseOfAllItsRuns() {
        List<SegmentLease> mine = new ArrayList<>();
        mine.add(lease(FIRST_RUN, 10));
        lease(OTHER, 10);
        mine.add(lease(SECOND_RUN, 10));
        allocator.seal(lease(SECOND_RUN, 10), 10);
        allocator = new Allocator(leading.restart());
        assertThat(allocator.openLeases("a")).isEqualTo(mine);
    }

    @Test
    void aNearlyFullVolumeGivesWhatItHas() {
        lease(FIRST_RUN, 800);
        assertThat(allocator
                        .lease(new LeaseRequest(FIRST_RUN, VOLUME, "z", 800, 100))
                        .bytesMax())
                .isEqualTo(200);
        assertThatThrownBy(() -> allocator.lease(new LeaseRequest(FIRST_RUN, VOLUME, "z", 800, 100)))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOSPC));
        allocator.announce(VOLUME, 2000);
        assertThat(lease(FIRST_RUN, 800).bytesMax()).isEqualTo(800);
    }

    @Test
    void anUnknownVolumeIsRefused() {
        VolumeId unknown = new VolumeId(new UUID(3, 4));
        assertThatThrownBy(() -> allocator.lease(new LeaseRequest(FIRST_RUN, unknown, "z", 1, 1)))
                .isInstanceOfSatisfying(CairnException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ENOENT);
                    assertThat(e.reason()).isEqualTo("volume");
                });
    }

    @Test
    void onlySealedSegmentsRetireAndOnlyRetiredOnesAreForgotten() {
        SegmentLease lease = lease(FIRST_RUN, 100);
        assertThat(allocator.retire(lease.segment())).isFalse();
        allocator.seal(lease, 100);
        allocator.forget(lease.segment());
        assertThat(allocator.segments(new SegmentId(0), 10)).hasSize(1);
        assertThat(allocator.retire(lease.segment())).isTrue();
        assertThat(allocator.retire(lease.segment())).isTrue();
        allocator.forget(lease.segment());
        allocator.forget(lease.segment());
        assertThat(allocator.usage(VOLUME).usedBytes()).isZero();
        assertThat(allocator.usage(VOLUME).segments()).isZero();
    }

    @Test
    void storedRecordsKeepTheirBytes() {
        SegmentId segment = new SegmentId(5);
        SegmentRecord open =
                new SegmentRecord.Open(new SegmentLease(segment, VOLUME, FIRST_RUN, new Epoch(3), "z", 1 << 30));
        SegmentRecord sealed = new SegmentRecord.Sealed(segment, VOLUME, 300, Instant.ofEpochMilli(0x102030405L));
        SegmentRecord retired = new SegmentRecord.Retired(segment, VOLUME, 300);
        String volume = "0000000000000001" + "0000000000000002";
        check(open, "0101" + volume + "0161" + "0572756e2031" + "03" + "017a" + "8080808004");
        check(sealed, "0102" + volume + "ac02" + "0000000102030405");
        check(retired, "0103" + volume + "ac02");
    }

    private static void check(SegmentRecord record, String golden) {
        assertThat(HexFormat.of().formatHex(SegmentRecordCodec.encode(record))).isEqualTo(golden);
        assertThat(SegmentRecordCodec.decode(record.segment(), HexFormat.of().parseHex(golden)))
                .isEqualTo(record);
    }

    private SegmentLease lease(WriterId writer, long bytes) {
        return allocator.lease(new LeaseRequest(writer, VOLUME, "z", bytes, 1));
    }
}
