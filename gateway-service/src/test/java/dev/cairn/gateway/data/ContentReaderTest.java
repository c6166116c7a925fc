package dev.cairn.gateway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.Caller;
import dev.cairn.api.RequestIds;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.Location;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.TimeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever extents a file has and whatever moves meanwhile, a read gives exactly its bytes, or fails. */
class ContentReaderTest {

    private final FakeVolume volume = new FakeVolume();
    private final FakeBlocks blocks = new FakeBlocks(1 << 20);
    private final Calls calls = new CallContexts(
                    new RequestIds(UUID.randomUUID(), TimeSource.system()), TimeSource.system(), CallSettings.DEFAULT)
            .of(Caller.system());
    private final List<ContentId> locked = new ArrayList<>();
    private int unlocked;
    private final ContentReader reader = new ContentReader(volume.contents(), blocks, (content, deadline) -> {
        locked.add(content);
        return () -> unlocked++;
    });

    @Test
    void randomExtentsAndRanges() throws IOException {
        long seed = Long.getLong("cairn.seed", System.nanoTime());
        System.out.println("ContentReaderTest seed -Dcairn.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            InodeNumber inode = randomFile(random, expected, 1 + random.nextInt(700));
            byte[] bytes = expected.toByteArray();
            volume.fakeContents().planExtentsMax(1 + random.nextInt(20));
            for (int i = 0; i < 10; i++) {
                Window window = randomWindow(random, bytes.length);
                byte[] wanted = window.in(bytes.length)
                        .map(span -> Arrays.copyOfRange(bytes, (int) span.from(), (int) span.to()))
                        .orElse(new byte[0]);
                blocks.failReads(random.nextInt(3), random.nextInt(5));
                try (OpenContent content = reader.open(calls, FileRef.inode(inode), window, Set.of())) {
                    assertThat(written(content))
                            .as("round %d %s", round, window)
                            .isEqualTo(wanted);
                    blocks.failReads(random.nextInt(3), random.nextInt(5));
                    try (InputStream stream = content.asStream()) {
                        assertThat(stream.readAllBytes())
                                .as("round %d %s", round, window)
                                .isEqualTo(wanted);
                    }
                }
            }
        }
    }

    @Test
    void bytesThatMoveAreFoundAgain() throws IOException {
        byte[] bytes = bytes(30_000);
        List<Extent> places = stored(bytes, 1_000);
        InodeNumber inode = volume.file("file", bytes.length, places);
        try (OpenContent content = open(inode, new Window.Whole())) {
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            content.writeTo(new OutputStream() {
                @Override
                public void write(int value) {
                    throw new AssertionError("bytes come in runs");
                }

                @Override
                public void write(byte[] source, int from, int length) {
                    target.write(source, from, length);
                    if (target.size() == 10_000) {
                        volume.relocate(content.attributes().content(), moved(places));
                    }
                }
            });
            assertThat(target.toByteArray()).isEqualTo(bytes);
        }
    }

    @Test
    void aFileThatWasReplacedAndFreedIsNotMixedWithTheNewOne() throws IOException {
        byte[] bytes = bytes(3_000);
        List<Extent> places = stored(bytes, 1_000);
        InodeNumber inode = volume.file("file", bytes.length, places);
        try (OpenContent content = open(inode, new Window.Whole())) {
            moved(places);
            volume.extents.remove(content.attributes().content());

            assertThatExceptionOfType(CairnException.class)
                    .isThrownBy(() -> written(content))
                    .matches(
                            e -> e.code() == ErrorCode.UNAVAILABLE && e.reason().equals("content"));
        }
    }

    @Test
    void bytesThatAreNowhereAreNoMissingFile() throws IOException {
        byte[] bytes = bytes(100);
        InodeNumber inode = volume.file("file", bytes.length, stored(bytes, 1_000));
        blocks.loseEverything();
        try (OpenContent content = open(inode, new Window.Whole())) {
            assertThatExceptionOfType(CairnException.class)
                    .isThrownBy(() -> written(content))
                    .matches(e -> e.code() == ErrorCode.EIO && e.reason().equals("segment"));
        }
    }

    @Test
    void aStorageThatStaysAwayIsAnErrorInTheEnd() throws IOException {
        byte[] bytes = bytes(100);
        InodeNumber inode = volume.file("file", bytes.length, stored(bytes, 1_000));
        blocks.failReads(1_000, 0);
        try (OpenContent content = open(inode, new Window.Whole())) {
            assertThatExceptionOfType(CairnException.class)
                    .isThrownBy(() -> written(content))
                    .matches(e -> e.code() == ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void offlineDataIsRefusedBeforeTheFirstByte() throws IOException {
        byte[] bytes = bytes(40_960);
        List<Extent> places = new ArrayList<>(stored(bytes, 4_096));
        places.set(7, new Extent(7 * 4_096, 4_096, new Place.Offline()));
        InodeNumber inode = volume.file("file", bytes.length, places);
        volume.fakeContents().planExtentsMax(2);
        ByteArrayOutputStream target = new ByteArrayOutputStream();

        try (OpenContent content = open(inode, new Window.Whole())) {
            assertThat(content.firstOffline()).isEqualTo(OptionalLong.of(7 * 4_096));
            assertThatExceptionOfType(CairnException.class)
                    .isThrownBy(() -> content.writeTo(target))
                    .withMessageContaining("block 7")
                    .matches(e -> e.code() == ErrorCode.OFFLINE);
        }
        assertThat(target.size()).isZero();
    }

    @Test
    void onlinePartsOfAPartlyOfflineFileAreRead() throws IOException {
        byte[] bytes = bytes(12_288);
        List<Extent> places = new ArrayList<>(stored(bytes, 4_096));
        places.set(1, new Extent(4_096, 4_096, new Place.Offline()));
        InodeNumber inode = volume.file("file", bytes.length, places);

        try (OpenContent content = open(inode, new Window.From(8_192))) {
            assertThat(written(content)).isEqualTo(Arrays.copyOfRange(bytes, 8_192, 12_288));
        }
        try (OpenContent content = open(inode, new Window.Between(8_000, 9_000))) {
            assertThat(content.firstOffline()).isEqualTo(OptionalLong.of(8_000));
        }
    }

    @Test
    void longReadsHoldTheLockAndShortOnesDoNot() throws IOException {
        long size = GatewayLimits.UNLOCKED_READ_BYTES_MAX + 1;
        InodeNumber inode = volume.file("sparse", size, List.of());

        try (OpenContent content = open(inode, new Window.From(1))) {
            assertThat(content.span()).contains(new Window.Span(1, size));
        }
        assertThat(locked).isEmpty();
        try (OpenContent content = open(inode, new Window.Whole())) {
            assertThat(locked).containsExactly(content.attributes().content());
            assertThat(unlocked).isZero();
        }
        assertThat(unlocked).isEqualTo(1);
    }

    @Test
    void aLockOnAContentThatWasReplacedMeanwhileIsGivenBack() {
        long size = GatewayLimits.UNLOCKED_READ_BYTES_MAX + 1;
        InodeNumber inode = volume.file("sparse", size, List.of());
        ContentReader racing = new ContentReader(volume.contents(), blocks, (content, deadline) -> {
            locked.add(content);
            if (locked.size() == 1) {
                volume.find(FileRef.inode(inode)).content = volume.newContent(List.of());
            }
            return () -> unlocked++;
        });

        try (OpenContent content = racing.open(calls, FileRef.inode(inode), new Window.Whole(), Set.of())) {
            assertThat(locked).hasSize(2).last().isEqualTo(content.attributes().content());
            assertThat(unlocked).isEqualTo(1);
        }
        assertThat(unlocked).isEqualTo(2);
    }

    @Test
    void aSpanInsideOneRunIsALocalRange(@TempDir Path folder) throws IOException {
        blocks.keepFilesIn(folder);
        byte[] bytes = bytes(2_000);
        InodeNumber inode = volume.file("file", bytes.length, stored(bytes, 1_000));

        try (OpenContent content = open(inode, new Window.Between(1_100, 1_199))) {
            assertThat(content.localRange())
                    .hasValueSatisfying(local -> assertThat(local.offset()).isEqualTo(100));
        }
        try (OpenContent content = open(inode, new Window.Between(900, 1_099))) {
            assertThat(content.localRange()).isEmpty();
        }
    }

    private InodeNumber randomFile(Random random, ByteArrayOutputStream expected, int runs) throws IOException {
        List<Extent> places = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            byte[] run = new byte[1 + random.nextInt(60)];
            long offset = expected.size();
            int kind = random.nextInt(3);
            if (kind > 0) {
                random.nextBytes(run);
                places.add(new Extent(
                        offset,
                        run.length,
                        kind == 1 ? new Place.Inline(Bytes.copyOf(run)) : new Place.Stored(append(run))));
            }
            expected.write(run);
        }
        return volume.file("file", expected.size(), places);
    }

    private static Window randomWindow(Random random, int size) {
        long first = random.nextInt(size + 5);
        return switch (random.nextInt(4)) {
            case 0 -> new Window.Whole();
            case 1 -> new Window.From(first);
            case 2 -> new Window.Last(first);
            default -> new Window.Between(first, first + random.nextInt(size + 5));
        };
    }

    private List<Extent> stored(byte[] bytes, int runBytes) throws IOException {
        List<Extent> places = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += runBytes) {
            byte[] run = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + runBytes));
            places.add(new Extent(from, run.length, new Place.Stored(append(run))));
        }
        return places;
    }

    private List<Extent> moved(List<Extent> places) {
        return places.stream()
                .map(extent -> {
                    Location old = ((Place.Stored) extent.place()).location();
                    Location now = new Location(blocks.move(old.segment()), 0, old.skip(), old.length(), 0);
                    return new Extent(extent.offset(), extent.length(), new Place.Stored(now));
                })
                .toList();
    }

    private Location append(byte[] run) throws IOException {
        return blocks.append(0, 0, new Body(new ByteArrayInputStream(run), run.length), calls.transferDeadline())
                .getFirst();
    }

    private OpenContent open(InodeNumber inode, Window window) {
        return reader.open(calls, FileRef.inode(inode), window, Set.of());
    }

    private static byte[] written(OpenContent content) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        content.writeTo(target);
        return target.toByteArray();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
