package dev.cairn.metadata;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.item.StoredHandle;
import dev.cairn.metadata.shard.ShardTransaction;
import dev.cairn.replica.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every kind of inconsistency, as something to plant into a sound shard. */
final class Inconsistencies {

    private static final byte[] NOTHING = new byte[0];

    private Inconsistencies() {}

    /** What the sound shard has. */
    record Things(
            Attributes directory,
            Attributes subdirectory,
            Attributes file,
            Attributes linked,
            Attributes symlink,
            Attributes orphan,
            Handle handle,
            UUID upload,
            ContentId open) {}

    /**
     * One inconsistency.
     *
     * @param rule that must find it
     */
    record Planted(String name, String rule, Plant plant) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Writes items as no command would. */
    interface Plant {
        void into(Transaction items, ShardTransaction files, Things things);
    }

    private static Planted planted(String name, String rule, Plant plant) {
        return new Planted(name, rule, plant);
    }

    /** Stores an inode past the indexes. */
    private static void change(ShardTransaction files, Attributes file, Consumer<Inode> change) {
        Inode inode = files.inode(file.inode());
        change.accept(inode);
        files.changes().put(Keys.inode(inode.number), InodeCodec.encode(inode));
    }

    private static Planted inode(String name, String rule, Function<Things, Attributes> which, Consumer<Inode> change) {
        return planted(name, rule, (items, files, things) -> change(files, which.apply(things), change));
    }

    static Stream<Planted> everyKind() {
        return Stream.of(indexes(), names(), data(), leftovers(), handles(), tags())
                .flatMap(it -> it);
    }

    private static Stream<Planted> tags() {
        Bytes search = Bytes.utf8("scoutfs.srch.a");
        Bytes position = Bytes.utf8("scoutfs.indx.a.3.17");
        Bytes total = Bytes.utf8("scoutfs.totl.a.1.2.3");
        return Stream.of(
                planted(
                        "an attribute that no search finds",
                        "tags",
                        (items, files, things) -> items.put(Keys.xattr(things.file.inode(), search), NOTHING)),
                planted(
                        "a search that finds no attribute",
                        "tags",
                        (items, files, things) -> items.put(Keys.search(search, things.file.inode()), NOTHING)),
                planted(
                        "an attribute at no position",
                        "tags",
                        (items, files, things) -> items.put(Keys.xattr(things.file.inode(), position), NOTHING)),
                planted(
                        "a position of no attribute",
                        "tags",
                        (items, files, things) ->
                                items.add(Keys.indexPosition(new IndexPosition(3, 17, things.file.inode())), 1)),
                planted(
                        "a total of no attribute",
                        "totals",
                        (items, files, things) -> items.add(Keys.total(new TotalName(1, 2, 3)), 5, 1)),
                planted(
                        "an attribute in no total",
                        "totals",
                        (items, files, things) -> items.put(
                                Keys.xattr(things.file.inode(), total), "5".getBytes(StandardCharsets.UTF_8))),
                planted("a value that is no number", "totals", (items, files, things) -> {
                    items.put(Keys.xattr(things.file.inode(), total), NOTHING);
                    items.add(Keys.total(new TotalName(1, 2, 3)), 0, 1);
                }));
    }

    private static byte[] index(Keys.SeqZone zone, long seq, Attributes file) {
        return zone.key(new SeqPosition(seq, file.inode()));
    }

    private static Stream<Planted> indexes() {
        return Stream.of(
                planted(
                        "a missing entry of the meta index",
                        "meta-index",
                        (items, files, things) -> items.delete(
                                index(Keys.SeqZone.META, files.inode(things.file.inode()).metaSeq, things.file))),
                planted(
                        "a second entry of the meta index",
                        "meta-index",
                        (items, files, things) -> items.put(index(Keys.SeqZone.META, 5, things.file), NOTHING)),
                planted(
                        "a missing entry of the data index",
                        "data-index",
                        (items, files, things) ->
                                items.delete(index(Keys.SeqZone.DATA, things.file.dataSeq(), things.file))),
                planted(
                        "a second entry of the data index",
                        "data-index",
                        (items, files, things) -> items.put(index(Keys.SeqZone.DATA, 5, things.file), NOTHING)),
                planted(
                        "a directory in the data index",
                        "data-index",
                        (items, files, things) -> items.put(
                                index(Keys.SeqZone.DATA, things.directory.dataSeq(), things.directory), NOTHING)),
                planted(
                        "an index entry of nobody",
                        "meta-index",
                        (items, files, things) ->
                                items.put(Keys.SeqZone.META.key(new SeqPosition(5, new InodeNumber(1500))), NOTHING)),
                planted(
                        "an index entry with a value",
                        "data-index",
                        (items, files, things) ->
                                items.put(index(Keys.SeqZone.DATA, things.file.dataSeq(), things.file), new byte[1])),
                inode(
                        "data_seq behind meta_seq",
                        "data-index",
                        Things::file,
                        inode -> inode.dataSeq = inode.metaSeq + 1));
    }

    private static Stream<Planted> names() {
        return Stream.of(
                inode("a wrong directory size", "directories", Things::directory, inode -> inode.size++),
                inode("a wrong count of subdirectories", "directories", Things::directory, inode -> inode.linkCount++),
                planted(
                        "a missing entry",
                        "back-references",
                        (items, files, things) ->
                                items.delete(Keys.entry(things.directory.inode(), EntryName.file(Bytes.utf8("file"))))),
                planted(
                        "an entry that refers to nobody",
                        "entries",
                        (items, files, things) -> items.put(
                                Keys.entry(things.directory.inode(), EntryName.file(Bytes.utf8("ghost"))),
                                new Records.Target(new InodeNumber(1500), FileType.REGULAR).encode())),
                planted(
                        "an entry the inode does not know of",
                        "entries",
                        (items, files, things) -> items.put(
                                Keys.entry(things.directory.inode(), EntryName.file(Bytes.utf8("third"))),
                                new Records.Target(things.linked.inode(), FileType.REGULAR).encode())),
                planted(
                        "an entry of the wrong type",
                        "entries",
                        (items, files, things) -> items.put(
                                Keys.entry(things.directory.inode(), EntryName.file(Bytes.utf8("file"))),
                                new Records.Target(things.file.inode(), FileType.FIFO).encode())),
                planted(
                        "an entry in what is no directory",
                        "entries",
                        (items, files, things) -> items.put(
                                Keys.entry(things.file.inode(), EntryName.file(Bytes.utf8("below"))),
                                new Records.Target(things.linked.inode(), FileType.REGULAR).encode())),
                planted(
                        "a missing back reference",
                        "back-references",
                        (items, files, things) -> items.delete(
                                Keys.backReference(things.linked.inode(), link(things.subdirectory, "again")))),
                planted(
                        "a back reference to no entry",
                        "back-references",
                        (items, files, things) -> items.put(
                                Keys.backReference(things.linked.inode(), link(things.subdirectory, "other")),
                                NOTHING)),
                planted(
                        "a back reference of nobody",
                        "back-references",
                        (items, files, things) -> items.put(
                                Keys.backReference(new InodeNumber(1500), link(things.subdirectory, "other")),
                                NOTHING)),
                inode("a wrong link count", "back-references", Things::file, inode -> inode.linkCount = 2),
                inode("a forgotten name", "back-references", Things::file, inode -> inode.link = null),
                inode(
                        "a directory that forgot its parent",
                        "connected",
                        Things::subdirectory,
                        inode -> inode.link = null),
                planted("a circle of directories", "connected", (items, files, things) -> {
                    change(
                            files,
                            things.directory,
                            inode -> inode.link =
                                    new Link(things.subdirectory.inode(), EntryName.directory(Bytes.utf8("dir"))));
                    items.put(
                            Keys.entry(things.subdirectory.inode(), EntryName.directory(Bytes.utf8("dir"))),
                            new Records.Target(things.directory.inode(), FileType.DIRECTORY).encode());
                }),
                planted(
                        "a symlink without a target",
                        "inode-parts",
                        (items, files, things) -> items.delete(Keys.symlink(things.symlink.inode()))),
                inode("a symlink of another size", "inode-parts", Things::symlink, inode -> inode.size = 3),
                planted(
                        "a target of a file",
                        "inode-parts",
                        (items, files, things) -> items.put(Keys.symlink(things.file.inode()), new byte[3])),
                planted(
                        "an attribute of nobody",
                        "inode-parts",
                        (items, files, things) ->
                                items.put(Keys.xattr(new InodeNumber(1500), Bytes.utf8("user.a")), NOTHING)),
                planted(
                        "a recall of a file that does not know",
                        "inode-parts",
                        (items, files, things) -> items.put(
                                Keys.recall(things.file.inode()),
                                new Records.Recall(files.now(), Duration.ZERO).encode())),
                planted(
                        "a missing recall",
                        "inode-parts",
                        (items, files, things) -> items.delete(Keys.recall(things.linked.inode()))));
    }

    private static Link link(Attributes directory, String name) {
        return new Link(directory.inode(), EntryName.file(Bytes.utf8(name)));
    }

    private static void extent(Transaction items, ContentId content, Extent extent) {
        items.put(Keys.extent(content, extent.end()), ExtentCodec.encode(extent));
    }

    private static Stream<Planted> data() {
        return Stream.of(
                inode("a wrong count of online blocks", "extents", Things::file, inode -> inode.onlineBlocks++),
                inode("a wrong count of offline blocks", "extents", Things::linked, inode -> inode.offlineBlocks--),
                inode("blocks of a directory", "extents", Things::directory, inode -> inode.onlineBlocks = 1),
                planted(
                        "extents that overlap",
                        "extents",
                        (items, files, things) ->
                                extent(items, things.linked.content(), new Extent(4_000, 1_000, new Place.Offline()))),
                planted(
                        "live bytes of a segment that are too many",
                        "live-bytes",
                        (items, files, things) -> items.add(Keys.liveBytes(TestShard.SEGMENT), 1)),
                planted(
                        "live bytes that are not counted",
                        "live-bytes",
                        (items, files, things) -> items.delete(Keys.liveBytes(TestShard.SEGMENT))),
                planted(
                        "live bytes of a segment without extents",
                        "live-bytes",
                        (items, files, things) -> items.add(Keys.liveBytes(new SegmentId(99)), 500)),
                planted(
                        "a retired segment that lives",
                        "live-bytes",
                        (items, files, things) -> items.put(Keys.retiredSegment(TestShard.SEGMENT), NOTHING)),
                planted(
                        "extents of nobody",
                        "content-owners",
                        (items, files, things) ->
                                extent(items, new ContentId(1_030), new Extent(0, 10, new Place.Offline()))),
                inode("two owners of a content", "content-owners", Things::orphan, inode -> {
                    inode.content = new ContentId(inode.content.value() - 1);
                }),
                planted(
                        "a file's content that is left over too",
                        "content-owners",
                        (items, files, things) -> items.put(
                                Keys.Leftover.ORPHAN_CONTENT.key(
                                        things.file.content().value()),
                                NOTHING)),
                planted(
                        "an extent that cannot be read",
                        "record",
                        (items, files, things) ->
                                items.put(Keys.extent(things.file.content(), 10_000), new byte[] {9})),
                planted(
                        "an inode that cannot be read",
                        "record",
                        (items, files, things) -> items.put(Keys.inode(things.file.inode()), new byte[] {9})),
                planted(
                        "an entry that cannot be read",
                        "record",
                        (items, files, things) -> items.put(
                                Keys.entry(things.directory.inode(), EntryName.file(Bytes.utf8("file"))),
                                new byte[] {9})));
    }

    private static Stream<Planted> leftovers() {
        return Stream.of(
                planted(
                        "a wrong count of inodes",
                        "inode-count",
                        (items, files, things) -> items.add(Keys.inodeCount(), 1)),
                planted(
                        "an orphan without a record",
                        "orphans",
                        (items, files, things) -> items.delete(Keys.Leftover.ORPHAN_INODE.key(
                                things.orphan.inode().value()))),
                planted(
                        "an orphan record of what has a name",
                        "orphans",
                        (items, files, things) -> items.put(
                                Keys.Leftover.ORPHAN_INODE.key(
                                        things.file.inode().value()),
                                NOTHING)),
                planted(
                        "an orphan record of nobody",
                        "orphans",
                        (items, files, things) -> items.put(Keys.Leftover.ORPHAN_INODE.key(1_500), NOTHING)),
                planted(
                        "a number that would be given out again",
                        "numbers",
                        (items, files, things) -> items.put(
                                Keys.nextNumber(),
                                new ByteWriter(8).int64(1_025).toByteArray())),
                planted(
                        "parts of an upload that is gone",
                        "uploads",
                        (items, files, things) -> items.delete(Keys.upload(
                                new UploadKey(things.directory.inode(), Bytes.utf8("key"), things.upload)))),
                planted(
                        "an open content that was forgotten",
                        "content-owners",
                        (items, files, things) -> items.delete(Keys.Leftover.OPEN_CONTENT.key(things.open.value()))));
    }

    private static Stream<Planted> handles() {
        return Stream.of(
                planted(
                        "a handle not found by its inode",
                        "handles",
                        (items, files, things) ->
                                items.delete(Keys.handleOf(things.orphan.inode(), things.handle.id()))),
                planted(
                        "a handle not found by its holder",
                        "handles",
                        (items, files, things) ->
                                items.delete(Keys.handleHeldBy(things.handle.holder(), things.handle.id()))),
                planted(
                        "a handle of an inode that is gone",
                        "handles",
                        (items, files, things) -> items.put(
                                Keys.handle(things.handle.id()),
                                new StoredHandle(
                                                new InodeNumber(1_500),
                                                things.handle.holder(),
                                                things.handle.expires(),
                                                things.handle.lease(),
                                                Handle.Kind.OPENED)
                                        .encode())),
                planted(
                        "a reference to no handle",
                        "handles",
                        (items, files, things) ->
                                items.put(Keys.handleOf(things.file.inode(), new HandleId(1_030)), NOTHING)),
                planted(
                        "a wrong count of handles",
                        "handles",
                        (items, files, things) -> items.add(Keys.handleCount(), 1)),
                planted(
                        "a wrong count of a holder's handles",
                        "handles",
                        (items, files, things) -> items.add(Keys.handleCount(things.handle.holder()), 1)));
    }
}
