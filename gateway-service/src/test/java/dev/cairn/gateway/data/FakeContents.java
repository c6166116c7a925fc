package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.ReadPlan;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Contents in memory; plans can be made short, as those of a real service are for long files. */
public final class FakeContents implements Contents {

    private final FakeVolume volume;
    private final Set<ContentId> unfinished = new HashSet<>();
    private final Set<RequestId> requests = new HashSet<>();
    private int planExtentsMax = 1_000;
    private int refusals;

    FakeContents(FakeVolume volume) {
        this.volume = volume;
    }

    /** Plans describe no more than so many extents. */
    public void planExtentsMax(int extents) {
        planExtentsMax = extents;
    }

    /** The next appends find their segment retired. */
    public void refuseAppends(int count) {
        refusals = count;
    }

    /** Contents that were begun and neither taken nor dropped. */
    public Set<ContentId> unfinished() {
        return unfinished;
    }

    void take(ContentId content) {
        if (!unfinished.remove(content)) {
            throw new CairnException(ErrorCode.ENOENT, "no such content");
        }
    }

    @Override
    public ReadPlan plan(CallContext context, FileRef file, long from, long to, Set<Bytes> xattrs) {
        synchronized (volume) {
            FakeVolume.Node node = volume.find(file);
            long end = Math.min(to, node.size);
            List<Extent> all = touching(volume.places(node), from, end);
            List<Extent> some = all.subList(0, Math.min(all.size(), planExtentsMax));
            long covered = some.size() == all.size()
                    ? Math.max(from, end)
                    : Math.min(end, some.getLast().end());
            return new ReadPlan(volume.view(node, xattrs), some, covered);
        }
    }

    @Override
    public List<Extent> extents(
            CallContext context, ContentId content, long dataVersion, long from, long to, int limit) {
        synchronized (volume) {
            List<Extent> all = volume.extents.get(content);
            if (all == null) {
                throw new CairnException(ErrorCode.ENOENT, "no such content");
            }
            List<Extent> some = touching(all, from, to);
            return List.copyOf(some.subList(0, Math.min(some.size(), limit)));
        }
    }

    @Override
    public ContentId begin(CallContext context) {
        synchronized (volume) {
            once(context);
            ContentId content = volume.newContent(List.of());
            unfinished.add(content);
            return content;
        }
    }

    @Override
    public void append(CallContext context, ContentId content, List<Extent> extents) {
        synchronized (volume) {
            once(context);
            if (refusals > 0) {
                refusals--;
                throw new CairnException(ErrorCode.ESTALE, "segment", "the segment is retired");
            }
            if (extents.size() > MetadataLimits.EXTENTS_PER_CALL_MAX || !unfinished.contains(content)) {
                throw new CairnException(ErrorCode.EINVAL, "too many extents or no such content");
            }
            List<Extent> all = new ArrayList<>(volume.extents.getOrDefault(content, List.of()));
            long end = all.isEmpty() ? 0 : all.getLast().end();
            for (Extent extent : extents) {
                if (extent.offset() != end) {
                    throw new CairnException(ErrorCode.EINVAL, "a gap before " + extent.offset());
                }
                end = extent.end();
            }
            all.addAll(extents);
            volume.extents.put(content, all);
        }
    }

    @Override
    public void drop(CallContext context, ContentId content) {
        synchronized (volume) {
            once(context);
            if (unfinished.remove(content)) {
                volume.extents.remove(content);
            }
        }
    }

    /** A request id stands for one change. */
    void once(CallContext context) {
        if (!requests.add(context.request())) {
            throw new AssertionError("the request id was used for two changes: " + context.request());
        }
    }

    private static List<Extent> touching(List<Extent> all, long from, long to) {
        return all.stream()
                .filter(extent -> extent.end() > from && extent.offset() < to)
                .toList();
    }
}
