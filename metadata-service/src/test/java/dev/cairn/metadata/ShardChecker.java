package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.extent.BlockCounts;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.shard.FileTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Walks all items of a shard and checks that they agree with each other, as fsck does for a file system. */
final class ShardChecker {

    private final TreeView tree;
    private final FileTree files;
    private final Map<InodeNumber, Inode> inodes = new TreeMap<>();
    private final Map<InodeNumber, List<Link>> links = new HashMap<>();
    private final Map<InodeNumber, Long> nameBytes = new HashMap<>();
    private final Map<InodeNumber, Integer> subdirectories = new HashMap<>();
    private final Map<ContentId, List<Extent>> contents = new HashMap<>();
    private final Set<ContentId> owned = new HashSet<>();

    private ShardChecker(TreeView tree) {
        this.tree = tree;
        this.files = new FileTree(tree);
    }

    static void check(TreeView tree) {
        new ShardChecker(tree).run();
    }

    private void run() {
        each(0x10, (key, value) -> {
            var number = new InodeNumber(number(key));
            inodes.put(number, InodeCodec.decode(number, value));
        });
        each(0x20, this::countEntry);
        each(
                0x30,
                (key, value) -> contents.computeIfAbsent(new ContentId(number(key)), ignored -> new ArrayList<>())
                        .add(ExtentCodec.decode(Keys.extentEnd(key), value)));
        inodes.values().forEach(this::checkInode);
        checkIndexes();
        checkContents();
        checkLiveBytes();
        checkCount();
        // A removed file is no owner once its extents are gone, but its content is freed with it.
        inodes.values().forEach(inode -> owned.add(inode.content));
        each(0x33, (key, value) -> assertThat(owned).contains(new ContentId(number(key))));
        each(0x38, (key, value) -> assertThat(inodes).containsKey(new InodeNumber(number(key))));
        each(
                0x68,
                (key, value) -> assertThat(existing(new InodeNumber(number(key))).isRecallRequested)
                        .isTrue());
    }

    private void each(int zone, BiConsumer<byte[], byte[]> item) {
        Cursor cursor = tree.scan(new byte[] {(byte) zone}, new byte[] {(byte) (zone + 1)});
        while (cursor.next()) {
            item.accept(cursor.key(), cursor.value());
        }
    }

    private static long number(byte[] key) {
        return Keys.leftoverNumber(key);
    }

    private Inode existing(InodeNumber number) {
        Inode inode = inodes.get(number);
        if (inode == null) {
            throw new AssertionError("there is no inode " + number);
        }
        return inode;
    }

    private void countEntry(byte[] key, byte[] value) {
        var directory = new InodeNumber(number(key));
        EntryName name = Keys.entryName(key);
        Records.Target target = Records.Target.decode(value);
        assertThat(target.type()).isEqualTo(existing(target.inode()).type);
        assertThat(name.isDirectory()).isEqualTo(target.type() == FileType.DIRECTORY);
        assertThat(inodes).as("directory of %s", name).containsKey(directory);
        links.computeIfAbsent(target.inode(), ignored -> new ArrayList<>()).add(new Link(directory, name));
        nameBytes.merge(directory, (long) name.name().length(), Long::sum);
        if (name.isDirectory()) {
            subdirectories.merge(directory, 1, Integer::sum);
        }
    }

    private void checkInode(Inode inode) {
        List<Link> names = links.getOrDefault(inode.number, List.of());
        boolean isOrphan = tree.get(Keys.Leftover.ORPHAN_INODE.key(inode.number.value())) != null;
        assertThat(isOrphan).as("orphan record of %s", inode.number).isEqualTo(inode.linkCount == 0);
        if (inode.isDirectory()) {
            int below = subdirectories.getOrDefault(inode.number, 0);
            assertThat(inode.linkCount).as("links of %s", inode.number).isEqualTo(isOrphan ? 0 : 2 + below);
            assertThat(inode.size).isEqualTo(nameBytes.getOrDefault(inode.number, 0L));
            assertThat(names).hasSize(isOrphan || inode.number.equals(InodeNumber.ROOT) ? 0 : 1);
        } else {
            assertThat(inode.linkCount).as("links of %s", inode.number).isEqualTo(names.size());
            assertThat(files.links(inode, Optional.empty(), 1000)).containsExactlyInAnyOrderElementsOf(names);
        }
        assertThat(inode.link == null).isEqualTo(names.isEmpty());
        if (inode.link != null) {
            assertThat(names).contains(inode.link);
        }
        if (inode.isRegular()) {
            checkBlocks(inode);
        } else {
            assertThat(inode.content.isNone()).isTrue();
        }
        assertThat(tree.get(Keys.symlink(inode.number)) != null).isEqualTo(inode.type == FileType.SYMLINK);
        assertThat(tree.get(Keys.recall(inode.number)) != null).isEqualTo(inode.isRecallRequested);
        assertThat(files.acl(inode.number, AclType.ACCESS).isPresent()).isEqualTo(inode.hasAccessAcl);
        assertThat(files.acl(inode.number, AclType.DEFAULT).isPresent()).isEqualTo(inode.hasDefaultAcl);
    }

    private void checkBlocks(Inode inode) {
        List<Extent> extents = contents.getOrDefault(inode.content, List.of());
        long end = 0;
        long stateEnd = 0;
        String state = "";
        for (Extent extent : extents) {
            assertThat(extent.offset()).as("extents overlap").isGreaterThanOrEqualTo(end);
            end = extent.end();
            String kind = extent.place().isOnline()
                    ? "online"
                    : extent.place().getClass().getSimpleName();
            if (extent.offset() / MetadataLimits.BLOCK_BYTES < stateEnd) {
                assertThat(kind).as("a block of %s has one state", inode.number).isEqualTo(state);
            }
            stateEnd = MetadataLimits.blocks(end);
            state = kind;
            checkBorders(inode, extent);
        }
        BlockCounts counts = BlockCounts.of(extents);
        assertThat(inode.onlineBlocks).as("online blocks of %s", inode.number).isEqualTo(counts.online());
        assertThat(inode.offlineBlocks).as("offline blocks of %s", inode.number).isEqualTo(counts.offline());
        if (inode.linkCount > 0 || !extents.isEmpty()) {
            own(inode.content);
        }
        assertThat(tree.get(Keys.Leftover.TRIM.key(inode.number.value())) != null)
                .isEqualTo(inode.trimFrom.isPresent());
    }

    private static void checkBorders(Inode inode, Extent extent) {
        if (inode.trimFrom.isPresent() && extent.offset() >= inode.trimFrom.getAsLong()) {
            return;
        }
        boolean isReserved = extent.place() instanceof Place.Unwritten;
        if (!isReserved) {
            assertThat(extent.end()).as("end of %s", extent).isLessThanOrEqualTo(inode.size);
        }
        if (!extent.place().isOnline()) {
            assertThat(extent.offset() % MetadataLimits.BLOCK_BYTES).isZero();
            boolean isCutBySize = !isReserved && extent.end() == inode.size;
            assertThat(extent.end() % MetadataLimits.BLOCK_BYTES == 0 || isCutBySize)
                    .as("end of %s", extent)
                    .isTrue();
        }
    }

    private void own(ContentId content) {
        if (!content.isNone()) {
            assertThat(owned.add(content))
                    .as("content %s has one owner", content)
                    .isTrue();
        }
    }

    private void checkIndexes() {
        Set<SeqPosition> meta = new HashSet<>();
        Set<SeqPosition> data = new HashSet<>();
        each(0x40, (key, value) -> meta.add(Keys.seqPosition(key)));
        each(0x41, (key, value) -> data.add(Keys.seqPosition(key)));
        Set<SeqPosition> expectedMeta = new HashSet<>();
        Set<SeqPosition> expectedData = new HashSet<>();
        for (Inode inode : inodes.values()) {
            expectedMeta.add(new SeqPosition(inode.metaSeq, inode.number));
            if (inode.isRegular()) {
                expectedData.add(new SeqPosition(inode.dataSeq, inode.number));
            }
            assertThat(Long.compareUnsigned(inode.dataSeq, inode.metaSeq)).isLessThanOrEqualTo(0);
        }
        assertThat(meta).isEqualTo(expectedMeta);
        assertThat(data).isEqualTo(expectedData);
    }

    /** Every extent belongs to a content, and every content to exactly one file, part, or piece of left over work. */
    private void checkContents() {
        each(0x51, (key, value) -> own(new ContentId(number(key))));
        each(0x52, (key, value) -> own(new ContentId(number(key))));
        each(0x59, (key, value) -> own(Records.StoredPart.decode(value).content()));
        assertThat(owned).containsAll(contents.keySet());
    }

    private void checkLiveBytes() {
        Map<SegmentId, Long> expected = new HashMap<>();
        contents.values()
                .forEach(extents -> extents.forEach(extent -> {
                    if (extent.place() instanceof Place.Stored(var location)) {
                        expected.merge(location.segment(), extent.length(), Long::sum);
                    }
                }));
        Map<SegmentId, Long> counted = new HashMap<>();
        each(0x60, (key, value) -> counted.put(new SegmentId(number(key)), new ByteReader(value).int64()));
        assertThat(counted).isEqualTo(expected);
    }

    private void checkCount() {
        byte[] stored = tree.get(Keys.inodeCount());
        long counted = stored == null ? 0 : new ByteReader(stored).int64();
        assertThat(counted)
                .isEqualTo(inodes.keySet().stream()
                        .filter(it -> !it.equals(InodeNumber.ROOT))
                        .count());
    }
}
