package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** The open files of a volume in memory; nothing expires, but each use makes the end later by a second. */
final class FakeOpenFiles implements OpenFiles {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final FakeVolume volume;
    private final TreeMap<HandleId, Handle> handles = new TreeMap<>();
    private final TreeMap<HandleId, FakeVolume.Node> nodes = new TreeMap<>();
    private long last = 9_000;

    FakeOpenFiles(FakeVolume volume) {
        this.volume = volume;
    }

    FakeVolume.Node node(HandleId handle) {
        require(handle);
        return Objects.requireNonNull(nodes.get(handle));
    }

    private Handle require(HandleId handle) {
        Handle found = handles.get(handle);
        if (found == null) {
            throw new CairnException(ErrorCode.ESTALE, "handle", "handle " + handle + " is not open");
        }
        return found;
    }

    private Handle add(CallContext context, FakeVolume.Node node, Duration lease, Handle.Kind kind) {
        var id = new HandleId(++last);
        var handle = new Handle(id, node.inode, context.caller().uid(), START.plus(lease), lease, kind);
        handles.put(id, handle);
        nodes.put(id, node);
        return handle;
    }

    @Override
    public Handle open(CallContext context, FileRef file, Duration lease) {
        synchronized (volume) {
            return add(context, volume.find(file), lease, Handle.Kind.OPENED);
        }
    }

    @Override
    public TemporaryFile createTemporary(CallContext context, TemporaryRequest request) {
        synchronized (volume) {
            volume.find(request.directory());
            FakeVolume.Node node = volume.newNode(FileType.REGULAR);
            volume.inodes.remove(node.inode);
            node.mode = request.mode();
            node.links = 0;
            boolean isLinkable = request.linking() == TemporaryRequest.Linking.ALLOWED;
            Handle handle =
                    add(context, node, request.lease(), isLinkable ? Handle.Kind.TEMPORARY : Handle.Kind.EXCLUSIVE);
            return new TemporaryFile(handle, volume.attributes(node));
        }
    }

    @Override
    public Handle renew(CallContext context, HandleId handle, Duration lease) {
        synchronized (volume) {
            Handle found = require(handle);
            var renewed = new Handle(
                    handle, found.inode(), found.holder(), found.expires().plusSeconds(1), lease, found.kind());
            handles.put(handle, renewed);
            return renewed;
        }
    }

    @Override
    public Handle use(CallContext context, HandleId handle) {
        synchronized (volume) {
            return renew(context, handle, require(handle).lease());
        }
    }

    @Override
    public Handle find(CallContext context, HandleId handle) {
        synchronized (volume) {
            return require(handle);
        }
    }

    @Override
    public void close(CallContext context, HandleId handle) {
        synchronized (volume) {
            handles.remove(handle);
            nodes.remove(handle);
        }
    }

    @Override
    public List<Handle> list(CallContext context, HandleId after, int limit) {
        synchronized (volume) {
            return handles.tailMap(after, false).values().stream().limit(limit).toList();
        }
    }
}
