package dev.cairn.metadata.item;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The smaller values. */
public final class Records {

    private static final int VERSION = 1;

    private Records() {}

    private static ByteWriter begin() {
        return new ByteWriter(64).int8(VERSION);
    }

    private static ByteReader open(byte[] value, String what) {
        var reader = new ByteReader(value);
        InodeCodec.requireVersion(reader, VERSION, what);
        return reader;
    }

    /** What an entry refers to. */
    public record Target(InodeNumber inode, FileType type) {

        public byte[] encode() {
            return begin().int8(type.direntType()).int64(inode.value()).toByteArray();
        }

        public static Target decode(byte[] value) {
            var reader = open(value, "entry");
            FileType type = InodeCodec.type(reader.int8());
            var target = new Target(new InodeNumber(reader.int64()), type);
            reader.expectEnd();
            return target;
        }
    }

    /** A content that is being built. */
    public record OpenContent(Instant startedAt, long size) {

        public byte[] encode() {
            var writer = begin();
            InodeCodec.time(writer, startedAt);
            return writer.varint(size).toByteArray();
        }

        public static OpenContent decode(byte[] value) {
            var reader = open(value, "open content");
            var open = new OpenContent(InodeCodec.time(reader), reader.varint());
            reader.expectEnd();
            return open;
        }
    }

    /** A recall that was asked for and is not complete. */
    public record Recall(Instant askedAt, Duration keepFor) {

        public byte[] encode() {
            var writer = begin();
            InodeCodec.time(writer, askedAt);
            return writer.varint(keepFor.toSeconds()).toByteArray();
        }

        public static Recall decode(byte[] value) {
            var reader = open(value, "recall");
            var recall = new Recall(InodeCodec.time(reader), Duration.ofSeconds(reader.varint()));
            reader.expectEnd();
            return recall;
        }
    }

    public static byte[] encodeUpload(Upload upload) {
        var writer = begin().int64(upload.id().getMostSignificantBits())
                .int64(upload.id().getLeastSignificantBits())
                .int64(upload.bucket().value())
                .bytes(upload.key());
        InodeCodec.time(writer, upload.startedAt());
        writer.varint(upload.xattrs().size());
        upload.xattrs().forEach((name, value) -> writer.bytes(name).bytes(value));
        return writer.toByteArray();
    }

    public static Upload decodeUpload(byte[] value) {
        var reader = open(value, "upload");
        var id = new UUID(reader.int64(), reader.int64());
        var bucket = new InodeNumber(reader.int64());
        Bytes key = reader.bytes();
        Instant startedAt = InodeCodec.time(reader);
        Map<Bytes, Bytes> xattrs = new HashMap<>();
        for (long left = reader.varint(); left > 0; left--) {
            xattrs.put(reader.bytes(), reader.bytes());
        }
        reader.expectEnd();
        return new Upload(id, bucket, key, startedAt, xattrs);
    }

    /** A part and where its bytes are. */
    public record StoredPart(Part part, ContentId content) {

        public byte[] encode() {
            var writer = begin().varint(part.number())
                    .varint(part.size())
                    .bytes(part.tag())
                    .bytes(part.checksum());
            InodeCodec.time(writer, part.storedAt());
            return writer.varint(content.value()).toByteArray();
        }

        public static StoredPart decode(byte[] value) {
            var reader = open(value, "part");
            var part = new Part(
                    (int) reader.varint(), reader.varint(), reader.bytes(), reader.bytes(), InodeCodec.time(reader));
            var stored = new StoredPart(part, new ContentId(reader.varint()));
            reader.expectEnd();
            return stored;
        }
    }

    /** A completed upload, remembered so that a repeated completion answers the same. */
    public record CompletedUpload(UploadKey upload, Bytes contentTag, InodeNumber inode, Instant completedAt) {

        public byte[] encode() {
            var writer = begin().int64(upload.id().getMostSignificantBits())
                    .int64(upload.id().getLeastSignificantBits())
                    .int64(upload.bucket().value())
                    .bytes(upload.key())
                    .bytes(contentTag)
                    .int64(inode.value());
            InodeCodec.time(writer, completedAt);
            return writer.toByteArray();
        }

        public static CompletedUpload decode(byte[] value) {
            var reader = open(value, "completed upload");
            var id = new UUID(reader.int64(), reader.int64());
            var bucket = new InodeNumber(reader.int64());
            var completed = new CompletedUpload(
                    new UploadKey(bucket, reader.bytes(), id),
                    reader.bytes(),
                    new InodeNumber(reader.int64()),
                    InodeCodec.time(reader));
            reader.expectEnd();
            return completed;
        }
    }
}
