package dev.cairn.metadata.item;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Inodes as values: version byte, flags, then numbers in few bytes. */
public final class InodeCodec {

    private static final int VERSION = 2;

    private static final int RECALL_REQUESTED = 1;
    private static final int KEPT = 1 << 1;
    private static final int IMPLICIT = 1 << 2;
    private static final int OBJECT_NAMES = 1 << 3;
    private static final int HAS_LINK = 1 << 4;
    private static final int LINK_IS_DIRECTORY = 1 << 5;
    private static final int RETAINED = 1 << 6;
    private static final int ACCESS_ACL = 1 << 7;
    private static final int DEFAULT_ACL = 1 << 8;
    private static final int TRIMMING = 1 << 9;

    private InodeCodec() {}

    public static byte[] encode(Inode inode) {
        var writer = new ByteWriter(128)
                .int8(VERSION)
                .int16(flags(inode))
                .int8(inode.type.direntType())
                .int16(inode.mode)
                .varint(inode.linkCount)
                .int32(inode.uid)
                .int32(inode.gid)
                .varint(inode.size);
        time(writer, inode.crtime);
        time(writer, inode.atime);
        time(writer, inode.mtime);
        time(writer, inode.ctime);
        writer.int64(inode.metaSeq)
                .int64(inode.dataSeq)
                .varint(inode.dataVersion)
                .varint(inode.onlineBlocks)
                .varint(inode.offlineBlocks)
                .varint(inode.project)
                .varint(inode.content.value())
                .bytes(inode.contentTag);
        inode.keptUntil.ifPresent(until -> time(writer, until));
        if (inode.type.isDevice()) {
            writer.int32(inode.deviceNumber);
        }
        inode.trimFrom.ifPresent(writer::varint);
        Link link = inode.link;
        if (link != null) {
            writer.int64(link.directory().value()).bytes(link.name().name());
        }
        return writer.toByteArray();
    }

    private static int flags(Inode inode) {
        Link link = inode.link;
        return (inode.isRecallRequested ? RECALL_REQUESTED : 0)
                | (inode.keptUntil.isPresent() ? KEPT : 0)
                | (inode.origin == Attributes.Origin.IMPLICIT ? IMPLICIT : 0)
                | (inode.names == NewEntry.NameRule.OBJECT_KEYS ? OBJECT_NAMES : 0)
                | (link != null ? HAS_LINK : 0)
                | (link != null && link.name().isDirectory() ? LINK_IS_DIRECTORY : 0)
                | (inode.isRetained ? RETAINED : 0)
                | (inode.hasAccessAcl ? ACCESS_ACL : 0)
                | (inode.hasDefaultAcl ? DEFAULT_ACL : 0)
                | (inode.trimFrom.isPresent() ? TRIMMING : 0);
    }

    public static Inode decode(InodeNumber number, byte[] value) {
        var reader = new ByteReader(value);
        requireVersion(reader, VERSION, "inode");
        int flags = reader.int16();
        FileType type = type(reader.int8());
        int mode = reader.int16();
        long linkCount = reader.varint();
        int uid = reader.int32();
        int gid = reader.int32();
        long size = reader.varint();
        var inode = new Inode(number, type, time(reader), time(reader), time(reader), time(reader));
        inode.mode = mode;
        inode.linkCount = linkCount;
        inode.uid = uid;
        inode.gid = gid;
        inode.size = size;
        inode.metaSeq = reader.int64();
        inode.dataSeq = reader.int64();
        inode.dataVersion = reader.varint();
        inode.onlineBlocks = reader.varint();
        inode.offlineBlocks = reader.varint();
        inode.project = reader.varint();
        inode.content = new ContentId(reader.varint());
        inode.contentTag = reader.bytes();
        inode.isRecallRequested = (flags & RECALL_REQUESTED) != 0;
        inode.keptUntil = (flags & KEPT) != 0 ? Optional.of(time(reader)) : Optional.empty();
        inode.origin = (flags & IMPLICIT) != 0 ? Attributes.Origin.IMPLICIT : Attributes.Origin.EXPLICIT;
        inode.names = (flags & OBJECT_NAMES) != 0 ? NewEntry.NameRule.OBJECT_KEYS : NewEntry.NameRule.POSIX;
        inode.isRetained = (flags & RETAINED) != 0;
        inode.hasAccessAcl = (flags & ACCESS_ACL) != 0;
        inode.hasDefaultAcl = (flags & DEFAULT_ACL) != 0;
        if (type.isDevice()) {
            inode.deviceNumber = reader.int32();
        }
        if ((flags & TRIMMING) != 0) {
            inode.trimFrom = OptionalLong.of(reader.varint());
        }
        if ((flags & HAS_LINK) != 0) {
            inode.link = new Link(
                    new InodeNumber(reader.int64()), new EntryName(reader.bytes(), (flags & LINK_IS_DIRECTORY) != 0));
        }
        reader.expectEnd();
        return inode;
    }

    static FileType type(int direntType) {
        for (FileType type : FileType.values()) {
            if (type.direntType() == direntType) {
                return type;
            }
        }
        throw new CairnException(ErrorCode.CORRUPT, "record", "an inode of type " + direntType);
    }

    static void requireVersion(ByteReader reader, int version, String what) {
        int found = reader.int8();
        if (found != version) {
            throw new CairnException(ErrorCode.CORRUPT, "record", "a stored " + what + " of version " + found);
        }
    }

    /** Seconds, which may lie before 1970, and nanoseconds. */
    static void time(ByteWriter writer, Instant time) {
        long seconds = time.getEpochSecond();
        writer.varint(seconds << 1 ^ seconds >> 63).varint(time.getNano());
    }

    static Instant time(ByteReader reader) {
        long folded = reader.varint();
        return Instant.ofEpochSecond(folded >>> 1 ^ -(folded & 1), reader.varint());
    }
}
