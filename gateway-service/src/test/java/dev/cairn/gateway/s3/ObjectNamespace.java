package dev.cairn.gateway.s3;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
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
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Buckets and keys of an {@link ObjectVolume}. */
final class ObjectNamespace implements Namespace {

    private final ObjectVolume volume;

    ObjectNamespace(ObjectVolume volume) {
        this.volume = volume;
    }

    @Override
    public FileView lookup(CallContext context, FileRef file, Set<Bytes> xattrs) {
        synchronized (volume) {
            return volume.view(volume.find(file), xattrs);
        }
    }

    @Override
    public FileView create(CallContext context, EntryPath path, PutRequest.Parents parents, NewEntry entry) {
        synchronized (volume) {
            boolean isBucket = path.base().equals(InodeNumber.ROOT);
            TreeMap<Bytes, ObjectVolume.Node> siblings =
                    isBucket ? volume.buckets : volume.find(FileRef.inode(path.base())).objects;
            Bytes name = isBucket ? path.name() : ObjectVolume.key(path.names(), FileRef.Want.DIRECTORY);
            if (siblings.containsKey(name)) {
                throw new CairnException(ErrorCode.EEXIST, "the name is taken");
            }
            ObjectVolume.Node node = volume.newNode(FileType.DIRECTORY);
            if (entry instanceof NewEntry.Directory directory) {
                node.xattrs.putAll(directory.xattrs());
            }
            siblings.put(name, node);
            return volume.view(node, Set.of());
        }
    }

    @Override
    public PutResult put(CallContext context, PutRequest request) {
        synchronized (volume) {
            TreeMap<Bytes, ObjectVolume.Node> objects =
                    volume.find(FileRef.inode(request.path().base())).objects;
            return put(objects, ObjectVolume.key(request.path().names(), FileRef.Want.NOT_DIRECTORY), request);
        }
    }

    private PutResult put(Map<Bytes, ObjectVolume.Node> objects, Bytes key, PutRequest request) {
        ObjectVolume.Node old = objects.get(key);
        ObjectVolume.check(request.condition(), old);
        ObjectVolume.Node node = old == null ? volume.newNode(FileType.REGULAR) : old;
        node.dataVersion += old == null ? 0 : 1;
        node.xattrs = new TreeMap<>(request.xattrs());
        volume.fill(node, volume.take(request.content()), request.content().size(), request.contentTag());
        objects.put(key, node);
        return new PutResult(volume.attributes(node), old == null);
    }

    @Override
    public Attributes remove(CallContext context, RemoveRequest request) {
        synchronized (volume) {
            EntryPath path = request.path();
            ObjectVolume.Node node = volume.find(path.base(), path.names(), request.want());
            ObjectVolume.check(request.condition(), node);
            if (node == null) {
                throw new CairnException(ErrorCode.ENOENT, "no such entry");
            }
            if (!node.objects.isEmpty()) {
                throw new CairnException(ErrorCode.ENOTEMPTY, "the directory is not empty");
            }
            if (path.base().equals(InodeNumber.ROOT)) {
                volume.buckets.remove(path.name());
            } else {
                volume.find(FileRef.inode(path.base())).objects.remove(ObjectVolume.key(path.names(), request.want()));
            }
            volume.inodes.remove(node.inode);
            return volume.attributes(node);
        }
    }

    @Override
    public EntryPage list(CallContext context, FileRef directory, Optional<EntryCursor> after, int limit) {
        synchronized (volume) {
            List<Entry> entries = new ArrayList<>();
            Map<Bytes, ObjectVolume.Node> rest = after.isEmpty()
                    ? volume.buckets
                    : volume.buckets.tailMap(after.get().name(), false);
            rest.forEach((name, node) -> entries.add(new Entry(name, volume.attributes(node))));
            return new EntryPage(entries, Optional.empty());
        }
    }

    @Override
    public ObjectPage listObjects(CallContext context, ObjectListRequest request) {
        synchronized (volume) {
            List<ObjectPage.Item> items = new ArrayList<>();
            for (Map.Entry<Bytes, ObjectVolume.Node> object :
                    volume.find(FileRef.inode(request.bucket())).objects.entrySet()) {
                Bytes key = object.getKey();
                Bytes shown = key.startsWith(request.prefix()) ? rolledUp(key, request) : Bytes.EMPTY;
                boolean isPassed = shown.isEmpty()
                        || (request.after().isPresent()
                                && shown.compareTo(request.after().get()) <= 0)
                        || (!items.isEmpty() && items.getLast().key().equals(shown));
                if (isPassed) {
                    continue;
                }
                if (items.size() == request.limit()) {
                    return new ObjectPage(items, Optional.of(items.getLast().key()));
                }
                items.add(
                        shown.equals(key)
                                ? new ObjectPage.Key(key, volume.attributes(object.getValue()))
                                : new ObjectPage.CommonPrefix(shown));
            }
            return new ObjectPage(items, Optional.empty());
        }
    }

    private static Bytes rolledUp(Bytes key, ObjectListRequest request) {
        String text = key.toString();
        int from = request.prefix().toString().length();
        int at = request.delimiter().isEmpty()
                ? -1
                : text.indexOf(request.delimiter().toString(), from);
        return at < 0 ? key : Bytes.utf8(text.substring(0, at)).concat(request.delimiter());
    }

    @Override
    public void setXattr(CallContext context, FileRef file, Bytes name, Bytes value, XattrMode mode) {
        synchronized (volume) {
            volume.find(file).xattrs.put(name, value);
        }
    }

    @Override
    public void removeXattr(CallContext context, FileRef file, Bytes name) {
        throw new AssertionError("the edge removes no attributes");
    }

    @Override
    public List<Bytes> xattrNames(CallContext context, FileRef file) {
        throw new AssertionError("the edge lists no attributes");
    }

    @Override
    public FileView setAttributes(CallContext context, FileRef file, AttributeChange change) {
        throw new AssertionError("the edge changes no attributes");
    }

    @Override
    public FileView touch(CallContext context, FileRef file) {
        throw new AssertionError("the edge touches nothing");
    }

    @Override
    public void rename(CallContext context, EntryPath from, EntryPath to, RenameMode mode) {
        throw new AssertionError("the edge renames nothing");
    }

    @Override
    public FileView link(CallContext context, FileRef file, EntryPath path) {
        throw new AssertionError("the edge links nothing");
    }
}
