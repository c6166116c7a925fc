package dev.cairn.metadata.upload;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.PartRef;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.Upload;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.namespace.Puts;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Completes one upload. The extents of the parts are copied into a content that nobody sees yet, in as many transactions
 * as it takes; a last transaction checks that the parts are still the same, swaps the content into the file and ends the
 * upload. Whatever fails before that leaves the upload as it was, and the unfinished content to the background.
 */
final class Completion {

    /** Keeps a transaction far below a log entry. */
    private static final int EXTENTS_PER_STEP = 500;

    private static final int FILE_MODE = 0644;

    private final Shard shard;
    private final CallContext context;
    private final CompleteRequest request;

    Completion(Shard shard, CallContext context, CompleteRequest request) {
        this.shard = shard;
        this.context = context;
        this.request = request;
    }

    PutResult run() {
        Optional<PutResult> earlier = shard.answered(context, Answers.PUT).or(this::answerOfEarlierCompletion);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        List<Records.StoredPart> parts = shard.read(files -> checkedParts(new UploadTable(files.items())));
        NewContent.Built whole = assemble(parts);
        return shard.change(context, Answers.PUT, transaction -> finish(transaction, parts, whole));
    }

    private Optional<PutResult> answerOfEarlierCompletion() {
        return shard.read(files -> new UploadTable(files.items())
                .completed(request.upload().id())
                .filter(done -> done.upload().equals(request.upload())
                        && done.contentTag().equals(request.contentTag()))
                .flatMap(done -> files.find(done.inode()))
                .map(inode -> new PutResult(inode.attributes(), false)));
    }

    private List<Records.StoredPart> checkedParts(UploadTable uploads) {
        uploads.require(request.upload());
        List<Records.StoredPart> parts = new ArrayList<>();
        int last = 0;
        for (PartRef wanted : request.parts()) {
            if (wanted.number() <= last) {
                throw new CairnException(ErrorCode.EINVAL, "part-order", "parts must be listed in ascending order");
            }
            last = wanted.number();
            parts.add(uploads.part(request.upload().id(), wanted.number())
                    .filter(part -> part.part().tag().equals(wanted.tag()))
                    .orElseThrow(() -> new CairnException(
                            ErrorCode.EINVAL, "part", "part " + wanted.number() + " is missing or has another tag")));
        }
        if (parts.isEmpty()) {
            throw new CairnException(ErrorCode.EINVAL, "part", "an upload is completed from at least one part");
        }
        return parts;
    }

    private NewContent.Built assemble(List<Records.StoredPart> parts) {
        ContentId whole = shard.step(transaction -> {
            var content = new ContentId(transaction.nextNumber());
            transaction.storeOpenContent(content, new Records.OpenContent(transaction.now(), 0));
            return content;
        });
        long size = 0;
        List<Extent> pending = new ArrayList<>();
        for (Records.StoredPart part : parts) {
            long partEnd = size + part.part().size();
            long copied = 0;
            while (copied < part.part().size()) {
                List<Extent> extents = extentsOf(part, copied);
                for (Extent extent : extents) {
                    pending.add(new Extent(size + extent.offset(), extent.length(), extent.place()));
                    copied = extent.end();
                }
                if (pending.size() >= EXTENTS_PER_STEP) {
                    append(whole, pending);
                }
            }
            size = partEnd;
        }
        append(whole, pending);
        return new NewContent.Built(whole, size);
    }

    private List<Extent> extentsOf(Records.StoredPart part, long from) {
        List<Extent> extents = shard.read(
                files -> files.extents(part.content(), from, part.part().size(), EXTENTS_PER_STEP));
        if (extents.isEmpty()) {
            throw new CairnException(
                    ErrorCode.EINVAL, "part", "part " + part.part().number() + " was replaced meanwhile");
        }
        return extents;
    }

    private void append(ContentId whole, List<Extent> pending) {
        if (!pending.isEmpty()) {
            List<Extent> extents = List.copyOf(pending);
            shard.step(transaction -> {
                Records.OpenContent open = transaction.openContent(whole);
                long size = transaction.addExtents(whole, open.size(), extents);
                transaction.storeOpenContent(whole, new Records.OpenContent(open.startedAt(), size));
                return true;
            });
            pending.clear();
        }
    }

    private PutResult finish(ShardTransaction transaction, List<Records.StoredPart> parts, NewContent.Built whole) {
        var uploads = new UploadTable(transaction.items());
        Upload upload = uploads.require(request.upload());
        if (!checkedParts(uploads).equals(parts)) {
            throw new CairnException(ErrorCode.EINVAL, "part", "parts were replaced meanwhile");
        }
        Map<Bytes, Bytes> xattrs = new HashMap<>(upload.xattrs());
        xattrs.putAll(request.xattrs());
        var put = new PutRequest(
                new EntryPath(upload.bucket(), names(upload.key())),
                PutRequest.Parents.IMPLIED,
                whole,
                request.contentTag(),
                FILE_MODE,
                xattrs,
                PutRequest.XattrPolicy.REPLACE_USER,
                Optional.empty(),
                request.condition());
        PutResult result = Puts.put(transaction, context.caller(), put);
        end(transaction, upload);
        var completed = new Records.CompletedUpload(
                request.upload(), request.contentTag(), result.attributes().inode(), transaction.now());
        transaction.changes().put(Keys.completedUpload(upload.id()), completed.encode());
        return result;
    }

    /** Ends an upload; its parts are freed in the background. */
    static void end(ShardTransaction transaction, Upload upload) {
        transaction.changes().delete(Keys.upload(UploadService.keyOf(upload)));
        transaction.changes().put(Keys.orphanUpload(upload.id()), new byte[0]);
    }

    private static List<Bytes> names(Bytes key) {
        List<Bytes> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= key.length(); i++) {
            if (i == key.length() || key.at(i) == '/') {
                names.add(key.slice(start, i));
                start = i + 1;
            }
        }
        return names;
    }
}
