package dev.cairn.gateway.s3;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.ReadPlan;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Contents of an {@link ObjectVolume}. */
final class ObjectContents implements Contents {

    private final ObjectVolume volume;

    ObjectContents(ObjectVolume volume) {
        this.volume = volume;
    }

    @Override
    public ReadPlan plan(CallContext context, FileRef file, long from, long to, Set<Bytes> xattrs) {
        synchronized (volume) {
            ObjectVolume.Node node = volume.find(file);
            long end = Math.min(to, node.size);
            return new ReadPlan(volume.view(node, xattrs), touching(node.extents, from, end), Math.max(from, end));
        }
    }

    @Override
    public List<Extent> extents(
            CallContext context, ContentId content, long dataVersion, long from, long to, int limit) {
        synchronized (volume) {
            return volume.inodes.values().stream()
                    .filter(node -> node.content.equals(content))
                    .findFirst()
                    .map(node -> touching(node.extents, from, to).stream()
                            .limit(limit)
                            .toList())
                    .orElseThrow(() -> new CairnException(ErrorCode.ENOENT, "no such content"));
        }
    }

    @Override
    public ContentId begin(CallContext context) {
        synchronized (volume) {
            ContentId content = volume.newContent();
            volume.unfinished.put(content, new ArrayList<>());
            return content;
        }
    }

    @Override
    public void append(CallContext context, ContentId content, List<Extent> extents) {
        synchronized (volume) {
            volume.unfinished.computeIfPresent(content, (id, places) -> {
                places.addAll(extents);
                return places;
            });
        }
    }

    @Override
    public void drop(CallContext context, ContentId content) {
        synchronized (volume) {
            volume.unfinished.remove(content);
        }
    }

    private static List<Extent> touching(List<Extent> extents, long from, long to) {
        return extents.stream()
                .filter(extent -> extent.offset() < to && extent.end() > from)
                .toList();
    }
}
