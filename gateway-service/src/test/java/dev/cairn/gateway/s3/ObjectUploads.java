package dev.cairn.gateway.s3;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.PartPage;
import dev.cairn.api.metadata.PartRef;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Multipart uploads of an {@link ObjectVolume}. */
final class ObjectUploads implements Uploads {

    private record Stored(Part part, List<Extent> extents) {}

    private record Open(Upload upload, TreeMap<Integer, Stored> parts) {}

    private final ObjectVolume volume;
    private final TreeMap<String, Open> uploads = new TreeMap<>();
    private final Map<UUID, PutResult> completed = new HashMap<>();

    ObjectUploads(ObjectVolume volume) {
        this.volume = volume;
    }

    @Override
    public Upload begin(CallContext context, UploadRequest request) {
        synchronized (volume) {
            Upload upload = new Upload(
                    UUID.randomUUID(),
                    request.bucket(),
                    request.key(),
                    Instant.parse("2026-01-02T03:04:05Z"),
                    request.xattrs());
            uploads.put(order(upload.key(), upload.id()), new Open(upload, new TreeMap<>()));
            return upload;
        }
    }

    private static String order(Bytes key, UUID id) {
        return key + "\u0000" + id;
    }

    private Open open(UploadKey key) {
        Open open = uploads.get(order(key.key(), key.id()));
        if (open == null) {
            throw new CairnException(ErrorCode.ENOENT, "upload", "no such upload");
        }
        return open;
    }

    @Override
    public Upload find(CallContext context, UploadKey upload) {
        synchronized (volume) {
            return open(upload).upload();
        }
    }

    @Override
    public Part putPart(
            CallContext context, UploadKey upload, int number, NewContent content, Bytes tag, Bytes checksum) {
        synchronized (volume) {
            Part part = new Part(number, content.size(), tag, checksum, Instant.parse("2026-01-02T03:04:06Z"));
            open(upload).parts().put(number, new Stored(part, volume.take(content)));
            return part;
        }
    }

    @Override
    public PartPage parts(CallContext context, UploadKey upload, int after, int limit) {
        synchronized (volume) {
            Open open = open(upload);
            List<Part> rest = open.parts().tailMap(after, false).values().stream()
                    .map(Stored::part)
                    .toList();
            return new PartPage(open.upload(), rest.subList(0, Math.min(limit, rest.size())), rest.size() > limit);
        }
    }

    @Override
    public List<Upload> list(
            CallContext context, InodeNumber bucket, Bytes prefix, Optional<UploadKey> after, int limit) {
        synchronized (volume) {
            return uploads.values().stream()
                    .map(Open::upload)
                    .filter(upload -> upload.key().startsWith(prefix))
                    .filter(upload -> after.isEmpty() || isBehind(upload, after.get()))
                    .limit(limit)
                    .toList();
        }
    }

    private static boolean isBehind(Upload upload, UploadKey after) {
        int byKey = upload.key().compareTo(after.key());
        return byKey > 0
                || (byKey == 0 && upload.id().toString().compareTo(after.id().toString()) > 0);
    }

    @Override
    public PutResult complete(CallContext context, CompleteRequest request) {
        synchronized (volume) {
            UploadKey key = request.upload();
            PutResult earlier = completed.get(key.id());
            if (earlier != null) {
                return earlier;
            }
            Open open = open(key);
            List<Extent> extents = new ArrayList<>();
            long size = 0;
            for (PartRef ref : request.parts()) {
                Stored stored = open.parts().get(ref.number());
                if (stored == null || !stored.part().tag().equals(ref.tag())) {
                    throw new CairnException(ErrorCode.EINVAL, "part", "no such part");
                }
                for (Extent extent : stored.extents()) {
                    extents.add(new Extent(size + extent.offset(), extent.length(), extent.place()));
                }
                size += stored.part().size();
            }
            TreeMap<Bytes, ObjectVolume.Node> objects = volume.find(FileRef.inode(key.bucket())).objects;
            ObjectVolume.check(request.condition(), objects.get(key.key()));
            ObjectVolume.Node node = volume.newNode(FileType.REGULAR);
            volume.fill(node, extents, size, request.contentTag());
            node.xattrs.putAll(open.upload().xattrs());
            node.xattrs.putAll(request.xattrs());
            objects.put(key.key(), node);
            uploads.remove(order(key.key(), key.id()));
            PutResult result = new PutResult(volume.attributes(node), true);
            completed.put(key.id(), result);
            return result;
        }
    }

    @Override
    public void abort(CallContext context, UploadKey upload) {
        synchronized (volume) {
            open(upload);
            uploads.remove(order(upload.key(), upload.id()));
        }
    }
}
