package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.block.Location;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.api.metadata.MoveResult;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** Changes of data in memory: bytes and sizes are right, blocks are only as right as the edge can see. */
public final class FakeFileData implements FileData {

    private final FakeVolume volume;
    private final List<Object> requests = new ArrayList<>();
    private int releases;

    FakeFileData(FakeVolume volume) {
        this.volume = volume;
    }

    /** What punches, moves and reservations asked for, in order. */
    public List<Object> requests() {
        synchronized (volume) {
            return List.copyOf(requests);
        }
    }

    /** The next writes find that the file was released since they were checked. */
    public void releaseBeforeWrites(int count) {
        releases = count;
    }

    @Override
    public Attributes checkWrite(CallContext context, FileRef file, WriteAt at, long length, Condition condition) {
        synchronized (volume) {
            FakeVolume.Node node = volume.find(file);
            FakeVolume.check(condition, node);
            requireOnline(node);
            return volume.attributes(node);
        }
    }

    private void requireOnline(FakeVolume.Node node) {
        if (volume.attributes(node).isOffline()) {
            throw new CairnException(ErrorCode.OFFLINE, "offline", "block 0 is offline");
        }
    }

    @Override
    public WriteResult write(CallContext context, FileRef file, WriteAt at, NewContent bytes, Condition condition) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            FakeVolume.check(condition, node);
            if (releases > 0) {
                releases--;
                throw new CairnException(ErrorCode.OFFLINE, "offline", "block 0 is offline");
            }
            requireOnline(node);
            long start = at instanceof WriteAt.Offset(long offset) ? offset : node.size;
            long end = start + bytes.size();
            List<Extent> added = volume.extents.getOrDefault(volume.take(bytes), List.of());
            List<Extent> after = new ArrayList<>(cut(volume.places(node), 0, start));
            added.forEach(extent -> after.add(new Extent(start + extent.offset(), extent.length(), extent.place())));
            after.addAll(cut(volume.places(node), end, Long.MAX_VALUE));
            after.sort(Comparator.comparingLong(Extent::offset));
            change(node, after, Math.max(node.size, end));
            return new WriteResult(start, volume.attributes(node));
        }
    }

    private void change(FakeVolume.Node node, List<Extent> extents, long size) {
        node.content = volume.newContent(extents);
        node.size = size;
        node.dataVersion++;
        volume.touch(node);
        node.dataSeq = node.metaSeq;
    }

    private static List<Extent> cut(List<Extent> extents, long from, long to) {
        List<Extent> parts = new ArrayList<>();
        for (Extent extent : extents) {
            long first = Math.max(from, extent.offset());
            long behind = Math.min(to, extent.end());
            if (first < behind) {
                parts.add(new Extent(
                        first, behind - first, part(extent.place(), first - extent.offset(), behind - first)));
            }
        }
        return parts;
    }

    private static Place part(Place place, long skip, long length) {
        return switch (place) {
            case Place.Stored(Location location) -> new Place.Stored(location.slice(skip, length));
            case Place.Inline(Bytes bytes) -> new Place.Inline(bytes.slice((int) skip, (int) (skip + length)));
            case Place.Offline offline -> offline;
            case Place.Unwritten unwritten -> unwritten;
        };
    }

    @Override
    public Attributes truncate(CallContext context, FileRef file, long size, Condition condition) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            FakeVolume.check(condition, node);
            if (size > 0 && size != node.size) {
                requireOnline(node);
            }
            change(node, cut(volume.places(node), 0, size), size);
            return volume.attributes(node);
        }
    }

    @Override
    public Attributes allocate(CallContext context, FileRef file, long offset, long length, AllocateMode mode) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            requests.add(List.of(offset, length, mode));
            return volume.attributes(volume.find(file));
        }
    }

    @Override
    public OptionalLong firstOffline(CallContext context, FileRef file, long from, long to) {
        synchronized (volume) {
            return volume.attributes(volume.find(file)).isOffline() ? OptionalLong.of(from) : OptionalLong.empty();
        }
    }

    @Override
    public ExtentMap map(CallContext context, FileRef file, long offset, long length, int limit) {
        synchronized (volume) {
            long size = volume.find(file).size;
            var run = new ExtentMap.Run(offset, size, ExtentMap.State.ONLINE, false);
            return new ExtentMap(List.of(run), limit == 1 ? OptionalLong.of(size) : OptionalLong.empty());
        }
    }

    @Override
    public long seek(CallContext context, FileRef file, long offset, SeekTarget target) {
        synchronized (volume) {
            long size = volume.find(file).size;
            if (offset >= size) {
                throw new CairnException(ErrorCode.ENXIO, "nothing there");
            }
            return target == SeekTarget.DATA ? offset : size;
        }
    }

    @Override
    public Attributes punchOffline(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            if (node.dataVersion != dataVersion) {
                throw new CairnException(ErrorCode.ESTALE, "data-version", "another version");
            }
            requests.add(List.of(offset, length, dataVersion));
            return volume.attributes(node);
        }
    }

    @Override
    public MoveResult move(CallContext context, MoveRequest request) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            requests.add(request);
            return new MoveResult(
                    1,
                    volume.attributes(volume.find(request.source())),
                    volume.attributes(volume.find(request.destination())));
        }
    }
}
