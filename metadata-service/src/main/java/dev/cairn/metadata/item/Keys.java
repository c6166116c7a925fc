package dev.cairn.metadata.item;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.UUID;

/** The keys of all items. */
public final class Keys {

    /** Ends the name of a directory in an entry key, so that a scan of a directory comes out in the order of S3 keys. */
    private static final int DIRECTORY_MARK = '/';

    private Keys() {}

    private static ByteWriter zone(int zone) {
        return new ByteWriter(48).int8(zone);
    }

    /** The first key behind all that begin with {@code prefix}; the prefix must not be all ones. */
    public static byte[] behind(byte[] prefix) {
        byte[] end = prefix.clone();
        for (int i = end.length - 1; i >= 0; i--) {
            if (++end[i] != 0) {
                return end;
            }
        }
        throw new IllegalArgumentException("nothing is behind a prefix of ones");
    }

    public static byte[] inode(InodeNumber inode) {
        return zone(0x10).int64(inode.value()).toByteArray();
    }

    public static byte[] entries(InodeNumber directory) {
        return zone(0x20).int64(directory.value()).toByteArray();
    }

    public static byte[] entry(InodeNumber directory, EntryName name) {
        return named(zone(0x20).int64(directory.value()), name);
    }

    private static byte[] named(ByteWriter key, EntryName name) {
        key.raw(name.name());
        if (name.isDirectory()) {
            key.int8(DIRECTORY_MARK);
        }
        return key.toByteArray();
    }

    /** The name in a key from {@link #entry}. */
    public static EntryName entryName(byte[] key) {
        return nameFrom(key, 9);
    }

    private static EntryName nameFrom(byte[] key, int at) {
        boolean isDirectory = key.length > at && key[key.length - 1] == DIRECTORY_MARK;
        int length = key.length - at - (isDirectory ? 1 : 0);
        if (length < 0 || length > MetadataLimits.OBJECT_NAME_BYTES_MAX) {
            throw new CairnException(ErrorCode.CORRUPT, "entry-name", "a stored name of " + length + " bytes");
        }
        return new EntryName(Bytes.copyOf(key, at, at + length), isDirectory);
    }

    public static byte[] backReferences(InodeNumber inode) {
        return zone(0x28).int64(inode.value()).toByteArray();
    }

    public static byte[] backReference(InodeNumber inode, Link link) {
        return named(zone(0x28).int64(inode.value()).int64(link.directory().value()), link.name());
    }

    /** The link in a key from {@link #backReference}. */
    public static Link link(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(9);
        return new Link(new InodeNumber(reader.int64()), nameFrom(key, 17));
    }

    public static byte[] extents(ContentId content) {
        return zone(0x30).int64(content.value()).toByteArray();
    }

    /** Keyed by end, so that the first key behind an offset is the extent that holds it or the next one. */
    public static byte[] extent(ContentId content, long end) {
        return zone(0x30).int64(content.value()).int64(end).toByteArray();
    }

    public static long extentEnd(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(9);
        return reader.int64();
    }

    /** When bytes of a content were last written over, cut off or moved away: the data_version of its file after that. */
    public static byte[] overwritten(ContentId content) {
        return zone(0x33).int64(content.value()).toByteArray();
    }

    public static byte[] xattrs(InodeNumber inode) {
        return zone(0x38).int64(inode.value()).toByteArray();
    }

    public static byte[] xattr(InodeNumber inode, Bytes name) {
        return zone(0x38).int64(inode.value()).raw(name).toByteArray();
    }

    public static Bytes xattrName(byte[] key) {
        return Bytes.copyOf(key, 9, key.length);
    }

    public static byte[] symlink(InodeNumber inode) {
        return zone(0x3C).int64(inode.value()).toByteArray();
    }

    /** The zones that are sorted by change sequence. */
    public enum SeqZone {
        META(0x40),
        DATA(0x41),
        DELETION(0x48);

        private final int zone;

        SeqZone(int zone) {
            this.zone = zone;
        }

        public byte[] start() {
            return zone(zone).toByteArray();
        }

        public byte[] end() {
            return zone(zone + 1).toByteArray();
        }

        public byte[] key(SeqPosition position) {
            return zone(zone)
                    .int64(position.seq())
                    .int64(position.inode().value())
                    .toByteArray();
        }
    }

    public static SeqPosition seqPosition(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(1);
        return new SeqPosition(reader.int64(), new InodeNumber(reader.int64()));
    }

    /** Work that is left over: what nobody refers to any more, by what it is. */
    public enum Leftover {
        ORPHAN_INODE(0x50),
        ORPHAN_CONTENT(0x51),
        /** A content that is being built and that no file has yet. */
        OPEN_CONTENT(0x52),
        /** An inode with data to free behind its end (TXN-6). */
        TRIM(0x32);

        private final int zone;

        Leftover(int zone) {
            this.zone = zone;
        }

        public byte[] start() {
            return zone(zone).toByteArray();
        }

        public byte[] end() {
            return zone(zone + 1).toByteArray();
        }

        public byte[] key(long number) {
            return zone(zone).int64(number).toByteArray();
        }
    }

    public static long leftoverNumber(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(1);
        return reader.int64();
    }

    public static byte[] orphanUploads() {
        return zone(0x53).toByteArray();
    }

    public static byte[] orphanUpload(UUID upload) {
        return id(zone(0x53), upload);
    }

    public static UUID orphanUploadId(byte[] key) {
        return idAt(key, 1);
    }

    /** Up to which sequence deletions have been forgotten. */
    public static byte[] trimmedDeletions() {
        return zone(0x49).int8(1).toByteArray();
    }

    public static byte[] volumeIdentity() {
        return zone(0x49).int8(2).toByteArray();
    }

    public static byte[] handles() {
        return zone(0x54).toByteArray();
    }

    public static byte[] handle(HandleId handle) {
        return zone(0x54).int64(handle.value()).toByteArray();
    }

    public static byte[] handlesOf(InodeNumber inode) {
        return zone(0x55).int64(inode.value()).toByteArray();
    }

    public static byte[] handleOf(InodeNumber inode, HandleId handle) {
        return zone(0x55).int64(inode.value()).int64(handle.value()).toByteArray();
    }

    public static byte[] handlesHeldBy(int uid) {
        return zone(0x56).int32(uid).toByteArray();
    }

    public static byte[] handleHeldBy(int uid, HandleId handle) {
        return zone(0x56).int32(uid).int64(handle.value()).toByteArray();
    }

    /** The handle in a key from {@link #handle}, {@link #handleOf} or {@link #handleHeldBy}: they end in it. */
    public static HandleId handleId(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(key.length - Long.BYTES);
        return new HandleId(reader.int64());
    }

    public static byte[] handleCount() {
        return zone(0x57).toByteArray();
    }

    public static byte[] handleCount(int uid) {
        return zone(0x57).int32(uid).toByteArray();
    }

    public static byte[] uploads(InodeNumber bucket) {
        return zone(0x58).int64(bucket.value()).toByteArray();
    }

    /** All uploads of keys that begin with {@code prefix}. */
    public static byte[] uploads(InodeNumber bucket, Bytes prefix) {
        return escaped(zone(0x58).int64(bucket.value()), prefix).toByteArray();
    }

    public static byte[] upload(UploadKey upload) {
        return id(
                escaped(zone(0x58).int64(upload.bucket().value()), upload.key()).int16(0), upload.id());
    }

    /** Zero bytes are doubled with a one behind, so that two zeros end the key and order is kept. */
    private static ByteWriter escaped(ByteWriter key, Bytes bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            key.int8(bytes.at(i));
            if (bytes.at(i) == 0) {
                key.int8(1);
            }
        }
        return key;
    }

    public static byte[] parts(UUID upload) {
        return id(zone(0x59), upload);
    }

    public static byte[] part(UUID upload, int number) {
        return new ByteWriter(19).raw(parts(upload)).int16(number).toByteArray();
    }

    public static int partNumber(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(17);
        return reader.int16();
    }

    public static byte[] completedUploads() {
        return zone(0x5A).toByteArray();
    }

    public static byte[] completedUpload(UUID upload) {
        return id(zone(0x5A), upload);
    }

    /** The counters of all segments. */
    public static byte[] liveBytes() {
        return zone(0x60).toByteArray();
    }

    public static byte[] liveBytes(SegmentId segment) {
        return zone(0x60).int64(segment.value()).toByteArray();
    }

    public static byte[] retiredSegment(SegmentId segment) {
        return zone(0x61).int64(segment.value()).toByteArray();
    }

    /** A sequence that was given out and may stand in no index any more. */
    public static byte[] seqFloor() {
        return zone(0x69).toByteArray();
    }

    public static byte[] recalls() {
        return zone(0x68).toByteArray();
    }

    public static byte[] recall(InodeNumber inode) {
        return zone(0x68).int64(inode.value()).toByteArray();
    }

    public static byte[] nextNumber() {
        return zone(0x70).int8(1).toByteArray();
    }

    public static byte[] inodeCount() {
        return zone(0x70).int8(2).toByteArray();
    }

    /** The length goes first, so that no name's inodes stand between those of another. */
    public static byte[] search(Bytes name, InodeNumber inode) {
        return zone(0x42).int8(name.length()).raw(name).int64(inode.value()).toByteArray();
    }

    /** The inode in a key from {@link #search} or {@link #indexPosition}. */
    public static InodeNumber lastInode(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(key.length - Long.BYTES);
        return new InodeNumber(reader.int64());
    }

    public static byte[] totals() {
        return zone(0x43).toByteArray();
    }

    /** A vector of counters: sum and count. */
    public static byte[] total(TotalName name) {
        return zone(0x43).int64(name.a()).int64(name.b()).int64(name.c()).toByteArray();
    }

    /** What was added to a total without an attribute. */
    public static byte[] injected(TotalName name) {
        return zone(0x45).int64(name.a()).int64(name.b()).int64(name.c()).toByteArray();
    }

    /** The name in a key from {@link #total} or {@link #injected}. */
    public static TotalName totalName(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(1);
        return new TotalName(reader.int64(), reader.int64(), reader.int64());
    }

    /** A counter: how many attributes of the inode name the position. */
    public static byte[] indexPosition(IndexPosition position) {
        return zone(0x44)
                .int8(position.major())
                .int64(position.minor())
                .int64(position.inode().value())
                .toByteArray();
    }

    /** The position in a key from {@link #indexPosition(IndexPosition)}. */
    public static IndexPosition readIndexPosition(byte[] key) {
        var reader = new ByteReader(key);
        reader.skip(1);
        return new IndexPosition(reader.int8(), reader.int64(), new InodeNumber(reader.int64()));
    }

    public static byte[] quotaRules() {
        return zone(0x62).toByteArray();
    }

    /** A quota rule by its fields in rule order. */
    public static byte[] quotaRule(byte[] rule) {
        return zone(0x62).raw(rule).toByteArray();
    }

    /** A vector of counters: how many quota rules there are for each operation and set of selecting sources. */
    public static byte[] quotaShapes() {
        return zone(0x63).int8(0).toByteArray();
    }

    /** Quota rules by what they select, then in rule order. */
    public static byte[] quotaSelection(byte[] selection) {
        return zone(0x63).int8(1).raw(selection).toByteArray();
    }

    private static byte[] id(ByteWriter key, UUID id) {
        return key.int64(id.getMostSignificantBits())
                .int64(id.getLeastSignificantBits())
                .toByteArray();
    }

    private static UUID idAt(byte[] key, int at) {
        var reader = new ByteReader(key);
        reader.skip(at);
        return new UUID(reader.int64(), reader.int64());
    }
}
