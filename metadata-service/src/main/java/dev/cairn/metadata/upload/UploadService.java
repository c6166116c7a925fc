package dev.cairn.metadata.upload;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.PartPage;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The multipart uploads of a shard. */
public final class UploadService implements Uploads {

    private final Shard shard;
    private final Supplier<UUID> ids;

    /**
     * The uploads of a shard.
     *
     * @param ids makes ids that are never repeated and cannot be guessed
     */
    public UploadService(Shard shard, Supplier<UUID> ids) {
        this.shard = shard;
        this.ids = ids;
    }

    static UploadKey keyOf(Upload upload) {
        return new UploadKey(upload.bucket(), upload.key(), upload.id());
    }

    @Override
    public Upload begin(CallContext context, UploadRequest request) {
        UUID id = ids.get();
        if (request.key().length() > MetadataLimits.KEY_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.ENAMETOOLONG, "key", "a key has at most " + MetadataLimits.KEY_BYTES_MAX + " bytes");
        }
        return shard.change(context, Answers.UPLOAD, transaction -> {
            Inode bucket = transaction.inode(request.bucket());
            FileTree.requireDirectory(bucket);
            Access.CHANGE_ENTRIES.require(bucket, context.caller());
            var upload = new Upload(id, request.bucket(), request.key(), transaction.now(), request.xattrs());
            transaction.changes().put(Keys.upload(keyOf(upload)), Records.encodeUpload(upload));
            return upload;
        });
    }

    @Override
    public Upload find(CallContext context, UploadKey upload) {
        return shard.read(files -> new UploadTable(files.items()).require(upload));
    }

    @Override
    public Part putPart(
            CallContext context, UploadKey upload, int number, NewContent content, Bytes tag, Bytes checksum) {
        if (number < 1 || number > MetadataLimits.PART_NUMBER_MAX) {
            throw new CairnException(
                    ErrorCode.EINVAL, "part-number", "parts are numbered 1 to " + MetadataLimits.PART_NUMBER_MAX);
        }
        return shard.change(context, Answers.PART, transaction -> {
            var uploads = new UploadTable(transaction.items());
            uploads.require(upload);
            Optional<Records.StoredPart> before = uploads.part(upload.id(), number);
            before.ifPresent(part -> transaction.orphan(part.content()));
            ContentId stored = transaction.adopt(content);
            var part = new Part(number, content.size(), tag, checksum, transaction.now());
            transaction.changes().put(Keys.part(upload.id(), number), new Records.StoredPart(part, stored).encode());
            return part;
        });
    }

    @Override
    public PartPage parts(CallContext context, UploadKey upload, int after, int limit) {
        return shard.read(files -> {
            var uploads = new UploadTable(files.items());
            Upload found = uploads.require(upload);
            int most = Math.clamp(limit, 0, MetadataLimits.PAGE_ENTRIES_MAX);
            List<Part> parts =
                    uploads.parts(upload.id(), Math.clamp(after, 0, MetadataLimits.PART_NUMBER_MAX), most + 1).stream()
                            .map(Records.StoredPart::part)
                            .toList();
            boolean hasMore = parts.size() > most;
            return new PartPage(found, hasMore ? parts.subList(0, most) : parts, hasMore);
        });
    }

    @Override
    public List<Upload> list(
            CallContext context, InodeNumber bucket, Bytes prefix, Optional<UploadKey> after, int limit) {
        return shard.read(files -> {
            byte[] zone = Keys.uploads(bucket, prefix);
            byte[] start = after.map(key -> Keys.behind(Keys.upload(key)))
                    .filter(key -> java.util.Arrays.compareUnsigned(key, zone) > 0)
                    .orElse(zone);
            List<Upload> found = new ArrayList<>();
            Cursor cursor = files.items().scan(start, Keys.behind(zone));
            while (found.size() < Math.min(limit, MetadataLimits.PAGE_ENTRIES_MAX) && cursor.next()) {
                found.add(Records.decodeUpload(cursor.value()));
            }
            return found;
        });
    }

    @Override
    public PutResult complete(CallContext context, CompleteRequest request) {
        return new Completion(shard, context, request).run();
    }

    @Override
    public void abort(CallContext context, UploadKey upload) {
        shard.change(context, Answers.DONE, transaction -> {
            Completion.end(transaction, new UploadTable(transaction.items()).require(upload));
            return true;
        });
    }
}
