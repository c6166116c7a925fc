package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.bytes;
import static dev.cairn.rpc.WireValues.context;
import static dev.cairn.rpc.WireValues.time;

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
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.MetadataProto;
import dev.cairn.rpc.proto.NamespaceGrpc.NamespaceBlockingStub;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The namespace of a shard in another process. */
final class RemoteNamespace implements Namespace {

    private final Calls<NamespaceBlockingStub> calls;

    RemoteNamespace(Calls<NamespaceBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public FileView lookup(CallContext context, FileRef file, Set<Bytes> xattrs) {
        var request = MetadataProto.LookupRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .addAllXattrs(FileMessages.byteStrings(xattrs))
                .build();
        return FileMessages.readView(calls.call(context, stub -> stub.lookup(request)));
    }

    @Override
    public FileView create(CallContext context, EntryPath path, PutRequest.Parents parents, NewEntry entry) {
        var request = MetadataProto.CreateRequest.newBuilder()
                .setContext(context(context))
                .setPath(FileMessages.path(path))
                .setParents(parents.name());
        switch (entry) {
            case NewEntry.Directory(int mode, NewEntry.NameRule names, Map<Bytes, Bytes> xattrs) ->
                request.setDirectory(MetadataProto.NewDirectory.newBuilder()
                        .setMode(mode)
                        .setNames(names.name())
                        .addAllXattrs(FileMessages.named(xattrs)));
            case NewEntry.Symlink(Bytes target) -> request.setSymlink(bytes(target));
            case NewEntry.Special(FileType type, int mode, int deviceNumber) ->
                request.setSpecial(MetadataProto.NewSpecial.newBuilder()
                        .setType(type.direntType())
                        .setMode(mode)
                        .setDeviceNumber(deviceNumber));
        }
        return FileMessages.readView(calls.call(context, stub -> stub.create(request.build())));
    }

    @Override
    public PutResult put(CallContext context, PutRequest put) {
        var request = MetadataProto.PutRequest.newBuilder()
                .setContext(context(context))
                .setPath(FileMessages.path(put.path()))
                .setParents(put.parents().name())
                .setContent(ContentMessages.content(put.content()))
                .setContentTag(bytes(put.contentTag()))
                .setMode(put.mode())
                .addAllXattrs(FileMessages.named(put.xattrs()))
                .setXattrPolicy(put.xattrPolicy().name())
                .setCondition(FileMessages.condition(put.condition()));
        put.mtime().ifPresent(mtime -> request.setMtime(time(mtime)));
        return FileMessages.readResult(calls.call(context, stub -> stub.put(request.build())));
    }

    @Override
    public Attributes remove(CallContext context, RemoveRequest remove) {
        var request = MetadataProto.RemoveRequest.newBuilder()
                .setContext(context(context))
                .setPath(FileMessages.path(remove.path()))
                .setWant(remove.want().name())
                .setEmptied(remove.emptied().name())
                .setCondition(FileMessages.condition(remove.condition()))
                .build();
        return FileMessages.readAttributes(calls.call(context, stub -> stub.remove(request)));
    }

    @Override
    public void rename(CallContext context, EntryPath from, EntryPath to, RenameMode mode) {
        var request = MetadataProto.RenameRequest.newBuilder()
                .setContext(context(context))
                .setFrom(FileMessages.path(from))
                .setTo(FileMessages.path(to))
                .setMode(mode.name())
                .build();
        calls.call(context, stub -> stub.rename(request));
    }

    @Override
    public FileView link(CallContext context, FileRef file, EntryPath path) {
        var request = MetadataProto.LinkRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setPath(FileMessages.path(path))
                .build();
        return FileMessages.readView(calls.call(context, stub -> stub.link(request)));
    }

    @Override
    public EntryPage list(CallContext context, FileRef directory, Optional<EntryCursor> after, int limit) {
        var request = MetadataProto.ListEntriesRequest.newBuilder()
                .setContext(context(context))
                .setDirectory(FileMessages.ref(directory))
                .setLimit(limit);
        after.ifPresent(cursor -> request.setAfter(cursor(cursor)));
        MetadataProto.EntryPage page = calls.call(context, stub -> stub.list(request.build()));
        List<Entry> entries = page.getEntriesList().stream()
                .map(entry -> new Entry(bytes(entry.getName()), FileMessages.readAttributes(entry.getAttributes())))
                .toList();
        return new EntryPage(entries, page.hasNext() ? Optional.of(cursor(page.getNext())) : Optional.empty());
    }

    static MetadataProto.EntryCursor cursor(EntryCursor cursor) {
        return MetadataProto.EntryCursor.newBuilder()
                .setName(bytes(cursor.name()))
                .setDirectory(cursor.isDirectory())
                .build();
    }

    static EntryCursor cursor(MetadataProto.EntryCursor message) {
        return new EntryCursor(bytes(message.getName()), message.getDirectory());
    }

    @Override
    public ObjectPage listObjects(CallContext context, ObjectListRequest list) {
        var request = MetadataProto.ListObjectsRequest.newBuilder()
                .setContext(context(context))
                .setBucket(list.bucket().value())
                .setPrefix(bytes(list.prefix()))
                .setDelimiter(bytes(list.delimiter()))
                .setLimit(list.limit());
        list.after().ifPresent(after -> request.setAfter(bytes(after)));
        MetadataProto.ObjectPage page = calls.call(context, stub -> stub.listObjects(request.build()));
        List<ObjectPage.Item> items =
                page.getItemsList().stream().map(RemoteNamespace::item).toList();
        return new ObjectPage(items, page.hasNext() ? Optional.of(bytes(page.getNext())) : Optional.empty());
    }

    private static ObjectPage.Item item(MetadataProto.ObjectItem item) {
        Bytes key = bytes(item.getKey());
        return item.hasAttributes()
                ? new ObjectPage.Key(key, FileMessages.readAttributes(item.getAttributes()))
                : new ObjectPage.CommonPrefix(key);
    }

    @Override
    public FileView setAttributes(CallContext context, FileRef file, AttributeChange change) {
        var request = MetadataProto.SetAttributesRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file));
        change.mode().ifPresent(request::setMode);
        change.uid().ifPresent(request::setUid);
        change.gid().ifPresent(request::setGid);
        change.atime().ifPresent(atime -> request.setAtime(time(atime)));
        change.mtime().ifPresent(mtime -> request.setMtime(time(mtime)));
        return FileMessages.readView(calls.call(context, stub -> stub.setAttributes(request.build())));
    }

    @Override
    public FileView touch(CallContext context, FileRef file) {
        var request = MetadataProto.FileRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .build();
        return FileMessages.readView(calls.call(context, stub -> stub.touch(request)));
    }

    @Override
    public List<Bytes> xattrNames(CallContext context, FileRef file) {
        var request = MetadataProto.FileRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .build();
        return FileMessages.byteList(
                calls.call(context, stub -> stub.xattrNames(request)).getValuesList());
    }

    @Override
    public void setXattr(CallContext context, FileRef file, Bytes name, Bytes value, XattrMode mode) {
        var request = MetadataProto.SetXattrRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setName(bytes(name))
                .setValue(bytes(value))
                .setMode(mode.name())
                .build();
        calls.call(context, stub -> stub.setXattr(request));
    }

    @Override
    public void removeXattr(CallContext context, FileRef file, Bytes name) {
        var request = MetadataProto.RemoveXattrRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setName(bytes(name))
                .build();
        calls.call(context, stub -> stub.removeXattr(request));
    }
}
