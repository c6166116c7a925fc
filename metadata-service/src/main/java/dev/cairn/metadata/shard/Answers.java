package dev.cairn.metadata.shard;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.MoveResult;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import dev.cairn.metadata.item.Records;
import dev.cairn.replica.ResponseCodec;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How the answers of changes are kept for repeats. */
public final class Answers {

    /** A change that answers nothing. */
    public static final ResponseCodec<Boolean> DONE = codec((writer, done) -> {}, reader -> true);

    public static final ResponseCodec<Long> NUMBER = codec(ByteWriter::int64, ByteReader::int64);

    public static final ResponseCodec<ContentId> CONTENT =
            codec((writer, content) -> writer.int64(content.value()), reader -> new ContentId(reader.int64()));

    public static final ResponseCodec<Attributes> ATTRIBUTES = codec(Answers::write, Answers::readAttributes);

    /** Without extended attributes: whoever changes a file knows what it set. */
    public static final ResponseCodec<FileView> VIEW = codec(
            (writer, view) -> {
                write(writer, view.attributes());
                Bytes target = view.symlinkTarget();
                writer.int8(target == null ? 0 : 1);
                if (target != null) {
                    writer.bytes(target);
                }
            },
            reader -> new FileView(readAttributes(reader), Map.of(), reader.int8() == 0 ? null : reader.bytes()));

    public static final ResponseCodec<PutResult> PUT =
            codec((writer, result) -> write(writer.int8(result.created() ? 1 : 0), result.attributes()), reader -> {
                boolean created = reader.int8() == 1;
                return new PutResult(readAttributes(reader), created);
            });

    public static final ResponseCodec<Upload> UPLOAD = codec(
            (writer, upload) -> writer.raw(Records.encodeUpload(upload)),
            reader -> Records.decodeUpload(reader.rawArray(reader.remaining())));

    public static final ResponseCodec<Part> PART = codec(
            (writer, part) -> writer.raw(new Records.StoredPart(part, ContentId.NONE).encode()),
            reader -> Records.StoredPart.decode(reader.rawArray(reader.remaining()))
                    .part());

    public static final ResponseCodec<Progress> PROGRESS = codec(
            (writer, progress) -> write(
                    writer.int64(progress.reached()).varint(progress.bytes()).int8(progress.isDone() ? 1 : 0),
                    progress.attributes()),
            reader -> new Progress(reader.int64(), reader.varint(), reader.int8() == 1, readAttributes(reader)));

    public static final ResponseCodec<RecallOutcome> RECALL =
            codec((writer, outcome) -> writer.text(outcome.name()), reader -> RecallOutcome.valueOf(reader.text()));

    public static final ResponseCodec<WriteResult> WRITE = codec(
            (writer, result) -> write(writer.varint(result.offset()), result.attributes()),
            reader -> new WriteResult(reader.varint(), readAttributes(reader)));

    public static final ResponseCodec<MoveResult> MOVE = codec(
            (writer, result) -> {
                write(writer.varint(result.movedBlocks()), result.source());
                write(writer, result.destination());
            },
            reader -> new MoveResult(reader.varint(), readAttributes(reader), readAttributes(reader)));

    private Answers() {}

    private static void write(ByteWriter writer, Attributes attributes) {
        writer.int64(attributes.inode().value()).bytes(InodeCodec.encode(inode(attributes)));
    }

    private static Attributes readAttributes(ByteReader reader) {
        var number = new InodeNumber(reader.int64());
        return InodeCodec.decode(number, reader.byteArray()).attributes();
    }

    private static Inode inode(Attributes attributes) {
        var inode = new Inode(attributes.inode(), attributes.type(), attributes.crtime());
        inode.mode = attributes.mode();
        inode.linkCount = attributes.linkCount();
        inode.uid = attributes.uid();
        inode.gid = attributes.gid();
        inode.size = attributes.size();
        inode.atime = attributes.atime();
        inode.mtime = attributes.mtime();
        inode.ctime = attributes.ctime();
        inode.metaSeq = attributes.metaSeq();
        inode.dataSeq = attributes.dataSeq();
        inode.dataVersion = attributes.dataVersion();
        inode.onlineBlocks = attributes.onlineBlocks();
        inode.offlineBlocks = attributes.offlineBlocks();
        inode.content = attributes.content();
        inode.contentTag = attributes.contentTag();
        inode.isRecallRequested = attributes.restore().isRequested();
        inode.keptUntil = attributes.restore().keptUntil();
        inode.origin = attributes.origin();
        inode.project = attributes.project();
        inode.isRetained = attributes.isRetained();
        inode.deviceNumber = attributes.deviceNumber();
        return inode;
    }

    private static <R> ResponseCodec<R> codec(BiConsumer<ByteWriter, R> write, Function<ByteReader, R> read) {
        return new ResponseCodec<>() {
            @Override
            public byte[] encode(R response) {
                var writer = new ByteWriter();
                write.accept(writer, response);
                return writer.toByteArray();
            }

            @Override
            public R decode(byte[] bytes) {
                return read.apply(new ByteReader(bytes));
            }
        };
    }
}
