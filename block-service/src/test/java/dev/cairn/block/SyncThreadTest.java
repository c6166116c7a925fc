package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.block.SegmentId;
import dev.cairn.block.allocation.SegmentLease;
import dev.cairn.block.allocation.VolumeId;
import dev.cairn.block.allocation.WriterId;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.DiskFile;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SyncThreadTest {

    private final List<Integer> bodiesOfSyncs = new CopyOnWriteArrayList<>();

    @Test
    void oneSyncServesAllThatWaitWhenItBeginsAndNobodyElse() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        BlockMonitor counting = new BlockMonitor() {
            @Override
            public void synced(Duration took, int bodies) {
                bodiesOfSyncs.add(bodies);
            }
        };
        SegmentWriter writer = writer(new SlowFile(new SimulatedDisk().open("s"), begun, release));
        List<CompletableFuture<Void>> later = new ArrayList<>();
        try (SyncThread syncs = SyncThread.start("block-sync-test", TimeSource.system(), counting)) {
            CompletableFuture<Void> first = syncs.sync(writer);
            begun.await();
            for (int i = 0; i < 10; i++) {
                later.add(syncs.sync(writer));
            }
            assertThat(first).isNotDone();
            assertThat(later).noneMatch(CompletableFuture::isDone);
            release.countDown();
        }
        assertThat(later).allMatch(CompletableFuture::isDone);
        assertThat(bodiesOfSyncs).containsExactly(1, 10);
    }

    private static SegmentWriter writer(DiskFile file) throws IOException {
        SegmentLease lease = new SegmentLease(
                new SegmentId(1), new VolumeId(new UUID(1, 1)), new WriterId("a", "b"), new Epoch(1), "", 1 << 20);
        return new SegmentWriter(
                lease, file, VolumeStore.open(new SimulatedDisk(), null, Fixture.UNLIMITED, Fixture.ENDLESS));
    }

    /** A file whose syncs wait to be released. */
    private record SlowFile(DiskFile file, CountDownLatch begun, CountDownLatch release) implements DiskFile {

        @Override
        public void sync() throws IOException {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            file.sync();
        }

        @Override
        public int read(long offset, ByteBuffer target) throws IOException {
            return file.read(offset, target);
        }

        @Override
        public void write(long offset, ByteBuffer source) throws IOException {
            file.write(offset, source);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
