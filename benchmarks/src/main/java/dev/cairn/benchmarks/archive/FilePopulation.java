package dev.cairn.benchmarks.archive;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.btree.TreeLoader;
import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.ShardId;
import dev.cairn.kernel.disk.FolderDisk;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A shard with very many empty files in one directory, as if they had been changed in an order that has nothing to do with
 * that of their inode numbers.
 */
record FilePopulation(long files) {

    private static final InodeNumber DIRECTORY = InodeNumber.of(ShardId.FIRST, InodeNumber.FIRST_COUNTER);
    private static final long FIRST_FILE = InodeNumber.FIRST_COUNTER + 1;
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final long FIRST_SEQ = TIME.toEpochMilli() << 22;
    /** Prime, and so without a common divisor with any population: multiplying by it visits each file once. */
    private static final long STRIDE = 1_000_000_007;

    /** The place of the n-th last change. */
    SeqPosition last(long count) {
        return position(files - count);
    }

    private SeqPosition position(long rank) {
        return new SeqPosition(FIRST_SEQ + rank + 1, inode(Math.floorMod(rank * STRIDE, files)));
    }

    private static InodeNumber inode(long index) {
        return InodeNumber.of(ShardId.FIRST, FIRST_FILE + index);
    }

    private static EntryName name(long index) {
        return EntryName.file(Bytes.utf8("file-%010d".formatted(index)));
    }

    /** Writes the tree of a shard into its folder. */
    void load(Path folder) throws IOException {
        long[] seqs = new long[Math.toIntExact(files)];
        for (long rank = 0; rank < files; rank++) {
            SeqPosition change = position(rank);
            seqs[(int) (change.inode().value() - inode(0).value())] = change.seq();
        }
        try (TreeLoader loader = TreeLoader.begin(FolderDisk.open(folder), TreeSettings.DEFAULT)) {
            loader.append(Keys.inode(InodeNumber.ROOT), InodeCodec.encode(root()));
            loader.append(Keys.inode(DIRECTORY), InodeCodec.encode(directory()));
            for (int index = 0; index < files; index++) {
                loader.append(Keys.inode(inode(index)), InodeCodec.encode(file(index, seqs[index])));
            }
            loader.append(
                    Keys.entry(InodeNumber.ROOT, EntryName.directory(Bytes.utf8("population"))),
                    new Records.Target(DIRECTORY, FileType.DIRECTORY).encode());
            for (int index = 0; index < files; index++) {
                loader.append(
                        Keys.entry(DIRECTORY, name(index)),
                        new Records.Target(inode(index), FileType.REGULAR).encode());
            }
            loader.append(Keys.SeqZone.META.key(new SeqPosition(1, InodeNumber.ROOT)), new byte[0]);
            loader.append(Keys.SeqZone.META.key(new SeqPosition(1, DIRECTORY)), new byte[0]);
            for (Keys.SeqZone zone : new Keys.SeqZone[] {Keys.SeqZone.META, Keys.SeqZone.DATA}) {
                for (long rank = 0; rank < files; rank++) {
                    loader.append(zone.key(position(rank)), new byte[0]);
                }
            }
            loader.append(Keys.nextNumber(), number(FIRST_FILE + files));
            loader.append(Keys.inodeCount(), number(files + 1));
            loader.publish(Position.START);
        }
    }

    private static byte[] number(long value) {
        return new ByteWriter(8).int64(value).toByteArray();
    }

    private static Inode root() {
        var root = new Inode(InodeNumber.ROOT, FileType.DIRECTORY, TIME);
        root.mode = 0755;
        root.linkCount = 3;
        root.size = "population".length();
        root.metaSeq = 1;
        return root;
    }

    private Inode directory() {
        var directory = new Inode(DIRECTORY, FileType.DIRECTORY, TIME);
        directory.mode = 0755;
        directory.linkCount = 2;
        directory.size = files * name(0).name().length();
        directory.metaSeq = 1;
        directory.link = new Link(InodeNumber.ROOT, EntryName.directory(Bytes.utf8("population")));
        return directory;
    }

    private static Inode file(int index, long seq) {
        var file = new Inode(inode(index), FileType.REGULAR, TIME);
        file.mode = 0644;
        file.linkCount = 1;
        file.metaSeq = seq;
        file.dataSeq = seq;
        file.content = ContentId.NONE;
        file.link = new Link(DIRECTORY, name(index));
        return file;
    }
}
