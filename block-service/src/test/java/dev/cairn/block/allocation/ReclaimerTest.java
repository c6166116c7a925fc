package dev.cairn.block.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Segments;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReclaimerTest {

    private static final VolumeId VOLUME = new VolumeId(new UUID(1, 2));
    private static final VolumeId ELSEWHERE = new VolumeId(new UUID(3, 4));
    private static final WriterId WRITER = new WriterId("a", "run 1");
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final LeadingReplica leading = new LeadingReplica();
    private final Allocator allocator = new Allocator(leading.start());
    private final World world = new World();

    @AfterEach
    void stop() {
        leading.stop();
    }

    @Test
    void aDeadSegmentGoesStepByStepAfterItsGrace() {
        SegmentId segment = sealed(VOLUME);
        leading.clock().advance(GRACE.minusMillis(1));
        round();
        assertThat(world.steps()).isEmpty();
        leading.clock().advance(Duration.ofMillis(1));
        round();
        assertThat(ids()).isEmpty();
        assertThat(world.steps()).containsExactly("retire " + segment, "delete " + segment, "forget " + segment);
        assertThat(allocator.usage(VOLUME).segments()).isZero();
    }

    @Test
    void whatLivesIsOpenOrElsewhereStays() {
        SegmentId living = sealed(VOLUME);
        world.live.put(living, 1L);
        SegmentId revived = sealed(VOLUME);
        world.referencedMeanwhile.add(revived);
        SegmentId elsewhere = sealed(ELSEWHERE);
        SegmentId open = lease(VOLUME).segment();
        leading.clock().advance(GRACE);
        round();
        assertThat(ids()).containsExactly(living, revived, elsewhere, open);
        assertThat(world.steps()).containsExactly("retire " + revived);
        world.live.remove(living);
        round();
        assertThat(ids()).containsExactly(revived, elsewhere, open);
    }

    @Test
    void aFailureAtAnyStepHoldsUpNobodyElseAndIsMadeUpFor() {
        for (int step = 1; step <= 3; step++) {
            SegmentId failing = sealed(VOLUME);
            SegmentId other = sealed(VOLUME);
            leading.clock().advance(GRACE);
            world.failAt(failing, step);
            round();
            assertThat(ids()).containsExactly(failing);
            assertThat(world.steps()).contains("forget " + other);
            world.failAt(failing, 0);
            round();
            assertThat(ids()).isEmpty();
            assertThat(world.steps()).contains("delete " + failing, "forget " + failing);
        }
    }

    @Test
    void aRetiredSegmentIsNotJudgedAgain() {
        SegmentId segment = sealed(VOLUME);
        leading.clock().advance(GRACE);
        world.failAt(segment, 2);
        round();
        world.live.put(segment, 7L);
        world.failAt(segment, 0);
        round();
        assertThat(ids()).isEmpty();
    }

    @Test
    void aLeaderOfThePastDoesNothing() {
        SegmentId segment = sealed(VOLUME);
        leading.clock().advance(GRACE);
        leading.depose();
        round();
        assertThat(world.steps()).isEmpty();
        assertThat(segment).isNotNull();
    }

    @Test
    void manySegmentsGoPageByPage() {
        List<SegmentId> all = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            all.add(sealed(VOLUME));
        }
        world.live.put(all.get(700), 5L);
        leading.clock().advance(GRACE);
        round();
        assertThat(ids()).containsExactly(all.get(700));
    }

    @Test
    void roundsComeByThemselves() {
        SegmentId segment = sealed(VOLUME);
        leading.clock().advance(GRACE);
        try (Reclaimer _ = Reclaimer.start(
                allocator,
                world,
                List.of(world),
                new ReclaimSettings(GRACE, Duration.ofMillis(5)),
                leading.clock(),
                ReclaimMonitor.NONE)) {
            Await.until("the segment is gone", () -> !ids().contains(segment));
        }
    }

    /** A reclaimer whose rounds are those of the test. */
    private Reclaimer reclaimer() {
        return Reclaimer.start(
                allocator,
                world,
                List.of(world),
                new ReclaimSettings(GRACE, Duration.ofDays(1)),
                leading.clock(),
                ReclaimMonitor.NONE);
    }

    private void round() {
        try (Reclaimer reclaimer = reclaimer()) {
            reclaimer.round();
        }
    }

    private List<SegmentId> ids() {
        return allocator.segments(new SegmentId(0), 1_000).stream()
                .map(SegmentRecord::segment)
                .toList();
    }

    private SegmentId sealed(VolumeId volume) {
        SegmentLease lease = lease(volume);
        allocator.seal(lease, 50);
        return lease.segment();
    }

    private SegmentLease lease(VolumeId volume) {
        allocator.announce(volume, 1L << 40);
        return allocator.lease(new LeaseRequest(WRITER, volume, "z", 100, 100));
    }

    /** The metadata and the volume around the reclaimer. */
    private static final class World implements Segments, SegmentStorage {

        private final Map<SegmentId, Long> live = new HashMap<>();
        private final Set<SegmentId> referencedMeanwhile = new HashSet<>();
        private final List<String> steps = new ArrayList<>();
        private @Nullable SegmentId failing;
        private int failingStep;

        synchronized List<String> steps() {
            return List.copyOf(steps);
        }

        /** Step 1 retires, 2 deletes, 3 forgets; 0 fails nothing. */
        synchronized void failAt(SegmentId segment, int step) {
            failing = segment;
            failingStep = step;
        }

        @Override
        public synchronized List<LiveBytes> live(List<SegmentId> segments) {
            return segments.stream()
                    .map(segment -> new LiveBytes(segment, live.getOrDefault(segment, 0L)))
                    .toList();
        }

        @Override
        public synchronized boolean retire(SegmentId segment) {
            step(segment, 1, "retire ");
            return !referencedMeanwhile.contains(segment);
        }

        @Override
        public VolumeId volume() {
            return VOLUME;
        }

        @Override
        public synchronized void delete(SegmentId segment) {
            step(segment, 2, "delete ");
        }

        @Override
        public synchronized void forget(SegmentId segment) {
            step(segment, 3, "forget ");
        }

        private void step(SegmentId segment, int step, String name) {
            if (segment.equals(failing) && step == failingStep) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "the other side is away");
            }
            steps.add(name + segment);
        }
    }
}
