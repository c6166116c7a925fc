package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.block.Body;
import dev.cairn.api.block.LocalRange;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.block.allocation.WriterId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalBlockServiceTest {

    @TempDir
    Path folder;

    private final MemoryLeases leases = new MemoryLeases();
    private LocalBlockService service;

    @BeforeEach
    void start() throws IOException {
        service = open(Fixture.UNLIMITED);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private LocalBlockService open(VolumeSettings volume) throws IOException {
        return LocalBlockService.start(
                Fixture.settings(), VolumeStore.open(folder, volume), leases, TimeSource.system(), BlockMonitor.NONE);
    }

    @Test
    void bodiesOfAnySizeComeBackAsTheyWere() throws IOException {
        Random random = Fixture.random();
        int[] sizes = {0, 1, 63, 65_535, 65_536, 65_537, 262_143, 262_144, 262_145, 1 << 20, (1 << 20) + 1, 9_000_000};
        for (int size : sizes) {
            byte[] data = Fixture.bytes(random, size);
            for (Body body : List.of(Fixture.known(data), Fixture.unknown(data))) {
                List<Location> locations = service.append(7, 0, body, Fixture.soon());
                assertThat(locations.stream().mapToLong(Location::length).sum()).isEqualTo(size);
                assertThat(Fixture.read(service, locations))
                        .as("body of %s", size)
                        .isEqualTo(data);
            }
        }
        assertThat(service.append(7, 0, Fixture.known(new byte[0]), Fixture.soon()))
                .isEmpty();
    }

    @Test
    void aChunkIsTheLargestPieceOfOneFile() throws IOException {
        List<Location> locations = service.append(7, 0, Fixture.known(new byte[2_500_000]), Fixture.soon());
        assertThat(locations.stream().map(Location::length)).containsExactly(1L << 20, 1L << 20, 402_848L);
    }

    @Test
    void aLargeBodyIsOneChunkAndReachesTheDiskWhileItArrives() throws IOException {
        AtomicInteger syncs = new AtomicInteger();
        BlockMonitor counting = new BlockMonitor() {
            @Override
            public void synced(Duration took, int bodies) {
                syncs.incrementAndGet();
            }
        };
        BlockSettings settings = BlockSettings.defaults(new WriterId("large", "run"));
        byte[] data = Fixture.bytes(Fixture.random(), 33 << 20);
        VolumeStore store = VolumeStore.open(folder.resolve("large"), Fixture.UNLIMITED);
        try (LocalBlockService large =
                LocalBlockService.start(settings, store, leases, TimeSource.system(), counting)) {
            List<Location> locations = large.append(1, 0, Fixture.known(data), Fixture.soon());
            assertThat(locations).hasSize(1);
            assertThat(Fixture.read(large, locations)).isEqualTo(data);
        }
        assertThat(syncs.get()).isGreaterThan(1);
    }

    @Test
    void manyAppendAndReadAtOnce() throws Exception {
        Random random = Fixture.random();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            byte[] data = Fixture.bytes(
                    random, random.nextInt(10) == 0 ? random.nextInt(3_000_000) : 1 + random.nextInt(9_000));
            boolean known = random.nextBoolean();
            tasks.add(() -> {
                Body body = known ? Fixture.known(data) : Fixture.unknown(data);
                List<Location> locations = service.append(1, 0, body, Fixture.soon());
                assertThat(Fixture.read(service, locations)).isEqualTo(data);
                return null;
            });
        }
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : callers.invokeAll(tasks)) {
                done.get();
            }
        }
        Await.until("full segments are sealed", () -> leases.openCount() <= 2);
        assertThat(leases.sealed().values()).allMatch(end -> end <= 4 << 20);
    }

    @Test
    void anyPartOfARunCanBeRead() throws IOException {
        Random random = Fixture.random();
        byte[] data = Fixture.bytes(random, 1_000_000);
        Location whole =
                service.append(1, 0, Fixture.known(data), Fixture.soon()).getFirst();
        for (int round = 0; round < 200; round++) {
            int from = random.nextInt(data.length);
            int count = 1 + random.nextInt(data.length - from);
            Location part = whole.slice(from, count);
            byte[] expected = Arrays.copyOfRange(data, from, from + count);
            assertThat(Fixture.read(service, List.of(part))).isEqualTo(expected);
            assertThat(bytesOf(service.localRange(part).orElseThrow())).isEqualTo(expected);
            if (round % 20 == 0) {
                restart(Fixture.UNLIMITED);
            }
        }
    }

    @Test
    void aShortBodyIsRefused() throws IOException {
        for (int size : new int[] {10, 300_000, 1 << 20, 2_000_000}) {
            Body cut = Fixture.of(new ByteArrayInputStream(new byte[size]), size + 1);
            assertThatThrownBy(() -> service.append(1, 0, cut, Fixture.soon()))
                    .isInstanceOfSatisfying(CairnException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.EIO);
                        assertThat(e.reason()).isEqualTo("short-body");
                    });
        }
        byte[] data = {1, 2, 3};
        assertThat(Fixture.read(service, service.append(1, 0, Fixture.known(data), Fixture.soon())))
                .isEqualTo(data);
    }

    @Test
    void aBodyThatFailsIsPassedOn() {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[700_000]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the client went away");
            }

            @Override
            public int read(byte[] target, int at, int count) throws IOException {
                return read();
            }
        });
        assertThatThrownBy(() -> service.append(1, 0, Fixture.of(broken, 800_000), Fixture.soon()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("went away");
    }

    @Test
    void aReaderTakesOnlyItsBodyFromTheStream() throws IOException {
        ByteArrayInputStream stream = new ByteArrayInputStream(new byte[1_000_005]);
        service.append(1, 0, Fixture.of(stream, 1_000_000), Fixture.soon());
        assertThat(stream.available()).isEqualTo(5);
    }

    @Test
    void anInterruptEndsOnlyTheCallOfItsThread() throws Exception {
        byte[] data = Fixture.bytes(Fixture.random(), 3_000_000);
        List<Location> locations = service.append(1, 0, Fixture.known(data), Fixture.soon());
        CountDownLatch begun = new CountDownLatch(16);
        List<Thread> interrupted = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            boolean reads = i % 2 == 0;
            // Platform threads, because busy virtual ones would not let each other run.
            interrupted.add(Thread.ofPlatform().start(() -> {
                begun.countDown();
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        if (reads) {
                            Fixture.read(service, locations);
                        } else {
                            service.append(2, 0, Fixture.known(new byte[5_000]), Fixture.soon());
                        }
                    }
                    Fixture.read(service, locations);
                } catch (CairnException expected) {
                    assertThat(expected.code()).isEqualTo(ErrorCode.EINTR);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        begun.await();
        for (Thread thread : interrupted) {
            thread.interrupt();
            assertThat(Fixture.read(service, locations)).isEqualTo(data);
            byte[] small = {4, 5};
            assertThat(Fixture.read(service, service.append(1, 0, Fixture.known(small), Fixture.soon())))
                    .isEqualTo(small);
        }
        for (Thread thread : interrupted) {
            thread.join();
        }
    }

    @Test
    void aFullVolumeRefusesAndKeepsServing() throws IOException {
        byte[] data = Fixture.bytes(Fixture.random(), 500_000);
        List<Location> before = service.append(1, 0, Fixture.known(data), Fixture.soon());
        restart(new VolumeSettings(700_000, 100_000));
        assertThatThrownBy(() -> service.append(1, 0, Fixture.known(data), Fixture.soon()))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOSPC));
        assertThat(Fixture.read(service, before)).isEqualTo(data);
        byte[] small = {9};
        assertThat(Fixture.read(service, service.append(1, 0, Fixture.known(small), Fixture.soon())))
                .isEqualTo(small);
    }

    @Test
    void aGoneSegmentIsToldApart() throws IOException {
        Location location = service.append(1, 0, Fixture.known(new byte[10]), Fixture.soon())
                .getFirst();
        Fixture.read(service, List.of(location));
        service.delete(location.segment());
        assertThatThrownBy(() -> Fixture.read(service, List.of(location)))
                .isInstanceOfSatisfying(CairnException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ENOENT);
                    assertThat(e.reason()).isEqualTo("segment");
                });
        assertThatThrownBy(() -> service.localRange(location)).isInstanceOf(CairnException.class);
    }

    @Test
    void closingSealsAndRefuses() throws IOException {
        Location location = service.append(1, 0, Fixture.known(new byte[100]), Fixture.soon())
                .getFirst();
        service.close();
        service.close();
        assertThat(leases.openCount()).isZero();
        assertThat(leases.sealed()).containsEntry(location.segment(), ChunkLayout.footprint(100));
        assertThatThrownBy(() -> Fixture.read(service, List.of(location)))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aStartSealsWhatACrashLeftOpen() throws IOException {
        byte[] data = {1, 2, 3};
        Location location =
                service.append(1, 0, Fixture.known(data), Fixture.soon()).getFirst();
        LocalBlockService crashed = service;
        service = open(Fixture.UNLIMITED);
        assertThat(leases.sealed()).containsKey(location.segment());
        assertThat(Fixture.read(service, List.of(location))).isEqualTo(data);
        crashed.close();
    }

    @Test
    void aStartWithoutTheAllocatorReadsAndSealsLater() throws IOException {
        byte[] data = {1, 2, 3};
        Location location =
                service.append(1, 0, Fixture.known(data), Fixture.soon()).getFirst();
        leases.goAway();
        LocalBlockService crashed = service;
        service = open(Fixture.UNLIMITED);
        assertThat(Fixture.read(service, List.of(location))).isEqualTo(data);
        assertThatThrownBy(() -> service.append(1, 0, Fixture.known(data), Fixture.soon()))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        leases.comeBack();
        Await.until("the old lease is sealed", () -> leases.sealed().containsKey(location.segment()));
        service.append(1, 0, Fixture.known(data), Fixture.soon());
        crashed.close();
    }

    @Test
    void aPastDeadlineEndsTheAppend() {
        Deadline past = Deadline.in(Duration.ofMillis(-1), TimeSource.system());
        assertThatThrownBy(() -> service.append(1, 0, Fixture.known(new byte[2_000_000]), past))
                .isInstanceOf(CairnException.class);
    }

    /** A stream of zeros that breaks off when it is told to. */
    private static final class HeldStream extends InputStream {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);
        private int left = 900_000;

        @Override
        public int read() {
            throw new IllegalStateException("bodies are read in runs");
        }

        @Override
        public int read(byte[] target, int at, int count) throws IOException {
            if (left == 0) {
                begun.countDown();
                awaitEnd();
                return -1;
            }
            int given = Math.min(count, left);
            left -= given;
            return given;
        }

        private void awaitEnd() throws IOException {
            try {
                if (!end.await(20, TimeUnit.SECONDS)) {
                    throw new IOException("nobody ended the stream");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodiesThatBreakOffSideBySideUseNothing(boolean isFirstTheFirstToEnd) throws Exception {
        List<HeldStream> streams = List.of(new HeldStream(), new HeldStream());
        List<CompletableFuture<Void>> appends = new ArrayList<>();
        for (HeldStream stream : streams) {
            appends.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            service.append(1, 0, Fixture.of(stream, 900_001), Fixture.soon());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    Thread::startVirtualThread));
            assertThat(stream.begun.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(service.usage().usedBytes()).isPositive();
        for (int i : isFirstTheFirstToEnd ? new int[] {0, 1} : new int[] {1, 0}) {
            streams.get(i).end.countDown();
            CompletableFuture<Void> append = appends.get(i);
            assertThatThrownBy(append::join).hasMessageContaining("ended after 900000");
        }
        assertThat(service.usage().usedBytes()).isZero();
    }

    @Test
    void usageCountsSegmentsAndBytes() throws IOException {
        service.append(1, 0, Fixture.known(new byte[1000]), Fixture.soon());
        assertThat(service.usage().segments()).isEqualTo(1);
        assertThat(service.usage().usedBytes()).isEqualTo(ChunkLayout.footprint(1000));
        service.delete(new SegmentId(1));
        assertThat(service.usage().usedBytes()).isZero();
    }

    private void restart(VolumeSettings volume) throws IOException {
        service.close();
        service = open(volume);
    }

    private static byte[] bytesOf(LocalRange range) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(range.file().toFile(), "r")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            file.seek(range.offset());
            byte[] bytes = new byte[Math.toIntExact(range.length())];
            file.readFully(bytes);
            out.writeBytes(bytes);
            return out.toByteArray();
        }
    }
}
