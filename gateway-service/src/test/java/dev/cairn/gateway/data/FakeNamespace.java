package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.ObjectListRequest;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names in memory, with the rules of POSIX directories. */
public final class FakeNamespace implements Namespace {

    private final FakeVolume volume;
    private int refusals;
    private @Nullable ErrorCode failure;

    FakeNamespace(FakeVolume volume) {
        this.volume = volume;
    }

    /** The next puts find their segment retired. */
    public void refusePuts(int count) {
        refusals = count;
    }

    /** Every lookup fails so, or none if null. */
    public void failLookups(@Nullable ErrorCode code) {
        failure = code;
    }

    @Override
    public FileView lookup(CallContext context, FileRef file, Set<Bytes> xattrs) {
        synchronized (volume) {
            if (failure != null) {
                throw new CairnException(failure, "made to fail");
            }
            return volume.view(volume.find(file), xattrs);
        }
    }

    @Override
    public FileView create(CallContext context, EntryPath path, PutRequest.Parents parents, NewEntry entry) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node directory = parent(path, parents);
            if (directory.children.containsKey(path.name())) {
                throw new CairnException(ErrorCode.EEXIST, "the name is taken");
            }
            FakeVolume.Node node = switch (entry) {
                case NewEntry.Directory made -> {
                    FakeVolume.Node fresh = volume.newNode(FileType.DIRECTORY);
                    fresh.mode = made.mode();
                    yield fresh;
                }
                case NewEntry.Symlink(Bytes target) -> {
                    FakeVolume.Node fresh = volume.newNode(FileType.SYMLINK);
                    fresh.target = target;
                    yield fresh;
                }
                case NewEntry.Special(FileType type, int mode, int deviceNumber) -> {
                    FakeVolume.Node fresh = volume.newNode(type);
                    fresh.mode = mode;
                    fresh.deviceNumber = deviceNumber;
                    yield fresh;
                }
            };
            directory.children.put(path.name(), node);
            return volume.view(node, Set.of());
        }
    }

    @Override
    public PutResult put(CallContext context, PutRequest request) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            if (refusals > 0) {
                refusals--;
                throw new CairnException(ErrorCode.ESTALE, "segment", "the segment is retired");
            }
            FakeVolume.Node directory = parent(request.path(), request.parents());
            FakeVolume.Node old = directory.children.get(request.path().name());
            if (old != null && old.type == FileType.DIRECTORY) {
                throw new CairnException(ErrorCode.EISDIR, "a directory is in the way");
            }
            FakeVolume.check(request.condition(), old);
            FakeVolume.Node node = old == null ? volume.newNode(FileType.REGULAR) : old;
            node.dataVersion = old == null ? 1 : old.dataVersion + 1;
            node.mode = old == null ? request.mode() : old.mode;
            node.content = volume.take(request.content());
            node.size = request.content().size();
            node.tag = request.contentTag();
            request.mtime().ifPresent(mtime -> node.mtime = mtime);
            volume.touch(node);
            node.dataSeq = node.metaSeq;
            directory.children.put(request.path().name(), node);
            return new PutResult(volume.attributes(node), old == null);
        }
    }

    @Override
    public Attributes remove(CallContext context, RemoveRequest request) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.walk(request.path().names(), request.want());
            FakeVolume.check(request.condition(), node);
            if (!node.children.isEmpty()) {
                throw new CairnException(ErrorCode.ENOTEMPTY, "the directory is not empty");
            }
            parent(request.path(), PutRequest.Parents.REQUIRED)
                    .children
                    .remove(request.path().name());
            if (--node.links == 0 || node.type == FileType.DIRECTORY) {
                volume.inodes.remove(node.inode);
                volume.deletions.add(new Deletion(
                        new SeqPosition(++volume.seq, node.inode),
                        request.path().name()));
            }
            return volume.attributes(node);
        }
    }

    @Override
    public void rename(CallContext context, EntryPath from, EntryPath to, RenameMode mode) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.walk(from.names(), FileRef.Want.ANY);
            FakeVolume.Node target = parent(to, PutRequest.Parents.REQUIRED);
            if (mode == RenameMode.NO_REPLACE && target.children.containsKey(to.name())) {
                throw new CairnException(ErrorCode.EEXIST, "the name is taken");
            }
            parent(from, PutRequest.Parents.REQUIRED).children.remove(from.name());
            target.children.put(to.name(), node);
            volume.touch(node);
        }
    }

    @Override
    public FileView link(CallContext context, FileRef file, EntryPath path) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            if (node.type == FileType.DIRECTORY) {
                throw new CairnException(ErrorCode.EPERM, "a directory has one name");
            }
            if (parent(path, PutRequest.Parents.REQUIRED).children.putIfAbsent(path.name(), node) != null) {
                throw new CairnException(ErrorCode.EEXIST, "the name is taken");
            }
            node.links++;
            volume.inodes.put(node.inode, node);
            volume.touch(node);
            return volume.view(node, Set.of());
        }
    }

    @Override
    public EntryPage list(CallContext context, FileRef directory, Optional<EntryCursor> after, int limit) {
        synchronized (volume) {
            FakeVolume.Node node = volume.find(directory);
            if (node.type != FileType.DIRECTORY) {
                throw new CairnException(ErrorCode.ENOTDIR, "not a directory");
            }
            List<Entry> entries = new ArrayList<>();
            Map<Bytes, FakeVolume.Node> rest = after.isEmpty()
                    ? node.children
                    : node.children.tailMap(after.get().name(), false);
            for (Map.Entry<Bytes, FakeVolume.Node> child : rest.entrySet()) {
                if (entries.size() == limit) {
                    Entry last = entries.getLast();
                    return new EntryPage(
                            entries,
                            Optional.of(new EntryCursor(
                                    last.name(), last.attributes().isDirectory())));
                }
                entries.add(new Entry(child.getKey(), volume.attributes(child.getValue())));
            }
            return new EntryPage(entries, Optional.empty());
        }
    }

    @Override
    public ObjectPage listObjects(CallContext context, ObjectListRequest request) {
        throw new AssertionError("nothing here lists objects");
    }

    @Override
    public FileView setAttributes(CallContext context, FileRef file, AttributeChange change) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            change.mode().ifPresent(mode -> node.mode = mode);
            change.uid().ifPresent(uid -> node.uid = uid);
            change.gid().ifPresent(gid -> node.gid = gid);
            change.mtime().ifPresent(mtime -> node.mtime = mtime);
            volume.touch(node);
            return volume.view(node, Set.of());
        }
    }

    @Override
    public FileView touch(CallContext context, FileRef file) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            node.mtime = Instant.now();
            volume.touch(node);
            return volume.view(node, Set.of());
        }
    }

    @Override
    public List<Bytes> xattrNames(CallContext context, FileRef file) {
        synchronized (volume) {
            return List.copyOf(volume.find(file).xattrs.keySet());
        }
    }

    @Override
    public void setXattr(CallContext context, FileRef file, Bytes name, Bytes value, XattrMode mode) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            FakeVolume.Node node = volume.find(file);
            boolean exists = node.xattrs.containsKey(name);
            if (mode == XattrMode.CREATE && exists) {
                throw new CairnException(ErrorCode.EEXIST, "the attribute exists");
            }
            if (mode == XattrMode.REPLACE && !exists) {
                throw new CairnException(ErrorCode.ENODATA, "there is no such attribute");
            }
            node.xattrs.put(name, value);
            volume.touch(node);
        }
    }

    @Override
    public void removeXattr(CallContext context, FileRef file, Bytes name) {
        synchronized (volume) {
            volume.fakeContents().once(context);
            if (volume.find(file).xattrs.remove(name) == null) {
                throw new CairnException(ErrorCode.ENODATA, "there is no such attribute");
            }
        }
    }

    private FakeVolume.Node parent(EntryPath path, PutRequest.Parents parents) {
        List<Bytes> names = path.names().subList(0, path.names().size() - 1);
        if (parents == PutRequest.Parents.IMPLIED) {
            FakeVolume.Node at = volume.root;
            for (Bytes name : names) {
                at = at.children.computeIfAbsent(name, missing -> volume.newNode(FileType.DIRECTORY));
            }
        }
        return volume.walk(names, FileRef.Want.DIRECTORY);
    }
}
