package dev.cairn.metadata;

import static dev.cairn.metadata.Refusals.refused;
import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.VolumeStatistics;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.shard.MetadataSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a shard does when its store is full, and how full it says to be. */
class NoSpaceScenariosTest {

    private static final long RESERVE = 100_000;
    private static final Bytes ATTRIBUTE = Bytes.utf8("user.name");

    private final TestShard shard = new TestShard();
    private final OpenCalls calls = new OpenCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    /** A store of this size, of which the items take what their keys and values have bytes. */
    private void holdAtMost(long totalBytes) {
        shard.space = () -> new MetadataSpace.Usage(totalBytes, itemBytes(), RESERVE);
    }

    private long itemBytes() {
        return shard.read(tree -> {
            long bytes = 0;
            for (Cursor cursor = tree.scan(new byte[] {0x10}, null); cursor.next(); ) {
                bytes += cursor.key().length + cursor.value().length;
            }
            return bytes;
        });
    }

    private void exhaust() {
        shard.space = () -> new MetadataSpace.Usage(1_000_000, 950_000, RESERVE);
    }

    private void setXattr(FileRef file, String name, int bytes) {
        shard.namespace()
                .setXattr(shard.context(), file, Bytes.utf8(name), Bytes.wrap(new byte[bytes]), XattrMode.CREATE);
    }

    @Test
    @DisplayName("X-35 no-space keeps the exits open")
    void exits() {
        shard.makeDirectory("dir");
        Attributes file = shard.put("file", 3 * BLOCK);
        shard.put("other", BLOCK);
        setXattr(FileRef.inode(file.inode()), "user.name", 10);
        exhaust();
        refused(ErrorCode.ENOSPC, "space", () -> shard.put("new", 1));
        refused(ErrorCode.ENOSPC, "space", () -> shard.put("empty", new NewContent.Empty()));
        refused(ErrorCode.ENOSPC, "space", () -> shard.makeDirectory("another"));
        refused(
                ErrorCode.ENOSPC,
                "space",
                () -> shard.namespace()
                        .create(
                                shard.context(),
                                TestShard.path("symlink"),
                                PutRequest.Parents.REQUIRED,
                                new NewEntry.Symlink(Bytes.utf8("target"))));
        refused(ErrorCode.ENOSPC, "space", () -> shard.put("file", 2 * BLOCK));
        refused(ErrorCode.ENOSPC, "space", () -> setXattr(FileRef.inode(file.inode()), "user.more", 1));
        refused(ErrorCode.ENOSPC, "space", () -> calls.link(FileRef.inode(file.inode()), "link"));
        refused(ErrorCode.ENOSPC, "space", () -> calls.rename("file", "renamed"));
        refused(ErrorCode.ENOSPC, "space", () -> calls.temporary("dir"));
        refused(ErrorCode.ENOSPC, "space", () -> calls.open("file"));

        assertThat(shard.release(file, 0, 2 * BLOCK).offlineBlocks()).isEqualTo(2);
        refused(
                ErrorCode.ENOSPC,
                "space",
                () -> shard.archive()
                        .stage(
                                shard.context(),
                                FileRef.inode(file.inode()),
                                0,
                                shard.stored(2 * BLOCK),
                                file.dataVersion()));
        var mode = new AttributeChange(
                Optional.of(0600), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        shard.namespace().setAttributes(shard.context(), TestShard.file("file"), mode);
        shard.namespace().removeXattr(shard.context(), TestShard.file("file"), ATTRIBUTE);
        assertThat(shard.put("file", new NewContent.Empty()).size())
                .as("cut to nothing")
                .isZero();
        shard.remove("file");
        shard.remove("other");
        shard.remove("dir");
        shard.reap();
        assertThat(shard.liveBytes()).isZero();
        assertThat(shard.volume().statistics(shard.context()).inodes()).isEqualTo(1);
    }

    @Test
    @DisplayName("BC-9 enospc 1: data of removed files is free again, to the byte")
    void dataComesBack() {
        shard.put("kept", 5 * BLOCK);
        long before = shard.volume().statistics(shard.context()).liveBytes();
        for (int i = 0; i < 20; i++) {
            shard.put("file" + i, 128 << 20);
        }
        assertThat(shard.volume().statistics(shard.context()).liveBytes()).isEqualTo(before + 20L * (128 << 20));
        for (int i = 0; i < 20; i++) {
            shard.remove("file" + i);
        }
        shard.reap();
        assertThat(shard.volume().statistics(shard.context()).liveBytes()).isEqualTo(before);
    }

    @Test
    @DisplayName("BC-9 enospc 2: a full metadata store is emptied by removing files, and used again")
    void metadataComesBack() {
        holdAtMost(1_500_000);
        List<String> made = new ArrayList<>();
        try {
            while (true) {
                String name = "file" + made.size();
                shard.put(name, 0);
                made.add(name);
                for (int i = 0; i < 10; i++) {
                    setXattr(TestShard.file(name), "user." + i, 20_000);
                }
            }
        } catch (CairnException full) {
            assertThat(full.code()).isEqualTo(ErrorCode.ENOSPC);
        }
        assertThat(made).hasSizeGreaterThan(3);
        made.forEach(shard::remove);
        shard.reap();
        Attributes again = shard.put("again", 0);
        setXattr(FileRef.inode(again.inode()), "user.name", 20_000);
        assertThat(shard.volume().sync(shard.context())).isGreaterThan(again.metaSeq());
    }

    @Test
    @DisplayName(
            "AD-3 resize-devices, as far as it has a form: capacity is what the disks have, and can be raised at once")
    void capacityIsElastic() {
        exhaust();
        VolumeStatistics small = shard.volume().statistics(shard.context());
        assertThat(small.metadataTotalBytes()).isEqualTo(1_000_000);
        refused(ErrorCode.ENOSPC, "space", () -> shard.put("file", 1));
        shard.space = () -> new MetadataSpace.Usage(2_000_000, 950_000, RESERVE);
        assertThat(shard.volume().statistics(shard.context()).metadataTotalBytes())
                .isEqualTo(2_000_000);
        shard.put("file", 1);
        // Less than is used: nothing is lost, and nothing grows.
        shard.space = () -> new MetadataSpace.Usage(500_000, 950_000, RESERVE);
        assertThat(shard.stat("file").size()).isEqualTo(1);
        refused(ErrorCode.ENOSPC, "space", () -> shard.put("more", 1));
        shard.remove("file");
    }

    @Test
    @DisplayName("AD-4 change-devices, in terms of segments: the data store is replaceable when no file is online")
    void theDataStoreIsReplaceable() {
        Attributes removed = shard.put("removed", 3 * BLOCK);
        Attributes released = shard.put("released", 5 * BLOCK);
        assertThat(shard.segments().retire(TestShard.SEGMENT)).isFalse();
        shard.remove("removed");
        shard.reap();
        assertThat(shard.segments().retire(TestShard.SEGMENT)).isFalse();
        shard.release(released, 0, 5 * BLOCK);
        assertThat(shard.volume().statistics(shard.context()).liveBytes()).isZero();
        assertThat(shard.segments().retire(TestShard.SEGMENT)).isTrue();
        refused(ErrorCode.ESTALE, "segment", () -> shard.put("late", BLOCK));
        shard.segments().forget(TestShard.SEGMENT);
        assertThat(shard.stat("released").size()).isEqualTo(released.size());
        assertThat(shard.stat("released").dataVersion()).isEqualTo(released.dataVersion());
        var fresh = new NewContent.Stored(
                List.of(new Extent(0, BLOCK, new Place.Stored(new Location(new SegmentId(8), 0, 0, BLOCK, 1)))));
        assertThat(shard.put("new", fresh).onlineBlocks()).isEqualTo(1);
        assertThat(calls.exists(removed.inode())).isFalse();
    }

    @Test
    @DisplayName("VOL-1, VOL-2: counts are exact, the identity stays")
    void statistics() {
        VolumeStatistics empty = shard.volume().statistics(shard.context());
        assertThat(empty.inodes()).isEqualTo(1);
        Attributes file = shard.put("file", 10_000);
        calls.open("file");
        shard.remove("file");
        calls.temporary("");
        VolumeStatistics used = shard.volume().statistics(shard.context());
        assertThat(used.inodes()).isEqualTo(3);
        assertThat(used.orphans()).isEqualTo(2);
        assertThat(used.handles()).isEqualTo(2);
        assertThat(used.liveBytes()).isEqualTo(10_000);
        assertThat(used.committedSeq()).isGreaterThan(file.metaSeq());
        shard.restart();
        assertThat(shard.volume().statistics(shard.context(TestShard.user(1000))))
                .isEqualTo(used);
        assertThat(used.volume()).isEqualTo(empty.volume());
    }

    @Test
    @DisplayName("D-5, D-6: sync answers a sequence that all earlier changes have reached, and later ones exceed")
    void sync() {
        long last = 0;
        for (int i = 0; i < 20; i++) {
            Attributes file = shard.put("file", i + 1);
            long synced = shard.volume().sync(shard.context());
            assertThat(synced).isGreaterThanOrEqualTo(file.metaSeq()).isGreaterThanOrEqualTo(last);
            assertThat(shard.archive().stableSeq(shard.context())).isGreaterThanOrEqualTo(synced);
            last = synced;
            if (i % 7 == 0) {
                shard.restart();
            }
            assertThat(shard.put("file", 1).metaSeq()).isGreaterThan(synced);
        }
    }
}
