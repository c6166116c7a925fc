package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.bytes;
import static dev.cairn.rpc.WireValues.time;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.ObjectListRequest;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.MetadataProto;
import dev.cairn.rpc.proto.NamespaceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Serves a namespace over gRPC: one method a call, each a translation and nothing else. */
final class NamespaceEndpoint extends NamespaceGrpc.NamespaceImplBase {

    private final Namespace namespace;
    private final GrpcAnswer answer;

    NamespaceEndpoint(Namespace namespace, GrpcAnswer answer) {
        this.namespace = namespace;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void lookup(MetadataProto.LookupRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(
                observer,
                () -> FileMessages.view(namespace.lookup(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        FileMessages.byteSet(request.getXattrsList()))));
    }

    @Override
    public void create(MetadataProto.CreateRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(
                observer,
                () -> FileMessages.view(namespace.create(
                        context(request.getContext()),
                        FileMessages.readPath(request.getPath()),
                        PutRequest.Parents.valueOf(request.getParents()),
                        newEntry(request))));
    }

    private static NewEntry newEntry(MetadataProto.CreateRequest request) {
        return switch (request.getEntryCase()) {
            case DIRECTORY ->
                new NewEntry.Directory(
                        request.getDirectory().getMode(),
                        NewEntry.NameRule.valueOf(request.getDirectory().getNames()),
                        FileMessages.readNamed(request.getDirectory().getXattrsList()));
            case SYMLINK -> new NewEntry.Symlink(bytes(request.getSymlink()));
            case SPECIAL ->
                new NewEntry.Special(
                        FileMessages.type(request.getSpecial().getType()),
                        request.getSpecial().getMode(),
                        request.getSpecial().getDeviceNumber());
            case ENTRY_NOT_SET -> throw new IllegalArgumentException("a create without an entry");
        };
    }

    @Override
    public void put(MetadataProto.PutRequest request, StreamObserver<MetadataProto.PutResult> observer) {
        answer.send(observer, () -> {
            var put = new PutRequest(
                    FileMessages.readPath(request.getPath()),
                    PutRequest.Parents.valueOf(request.getParents()),
                    ContentMessages.readContent(request.getContent()),
                    bytes(request.getContentTag()),
                    request.getMode(),
                    FileMessages.readNamed(request.getXattrsList()),
                    PutRequest.XattrPolicy.valueOf(request.getXattrPolicy()),
                    request.hasMtime() ? Optional.of(time(request.getMtime())) : Optional.empty(),
                    FileMessages.readCondition(request.getCondition()));
            return FileMessages.result(namespace.put(context(request.getContext()), put));
        });
    }

    @Override
    public void remove(MetadataProto.RemoveRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(observer, () -> {
            var remove = new RemoveRequest(
                    FileMessages.readPath(request.getPath()),
                    FileRef.Want.valueOf(request.getWant()),
                    RemoveRequest.Emptied.valueOf(request.getEmptied()),
                    FileMessages.readCondition(request.getCondition()));
            return FileMessages.attributes(namespace.remove(context(request.getContext()), remove));
        });
    }

    @Override
    public void rename(MetadataProto.RenameRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            namespace.rename(
                    context(request.getContext()),
                    FileMessages.readPath(request.getFrom()),
                    FileMessages.readPath(request.getTo()),
                    RenameMode.valueOf(request.getMode()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void link(MetadataProto.LinkRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(
                observer,
                () -> FileMessages.view(namespace.link(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        FileMessages.readPath(request.getPath()))));
    }

    @Override
    public void list(MetadataProto.ListEntriesRequest request, StreamObserver<MetadataProto.EntryPage> observer) {
        answer.send(observer, () -> {
            var page = namespace.list(
                    context(request.getContext()),
                    FileMessages.readRef(request.getDirectory()),
                    request.hasAfter() ? Optional.of(RemoteNamespace.cursor(request.getAfter())) : Optional.empty(),
                    request.getLimit());
            var message = MetadataProto.EntryPage.newBuilder();
            page.entries()
                    .forEach(entry -> message.addEntries(MetadataProto.Entry.newBuilder()
                            .setName(bytes(entry.name()))
                            .setAttributes(FileMessages.attributes(entry.attributes()))));
            page.next().ifPresent(next -> message.setNext(RemoteNamespace.cursor(next)));
            return message.build();
        });
    }

    @Override
    public void listObjects(
            MetadataProto.ListObjectsRequest request, StreamObserver<MetadataProto.ObjectPage> observer) {
        answer.send(observer, () -> {
            var list = new ObjectListRequest(
                    new InodeNumber(request.getBucket()),
                    bytes(request.getPrefix()),
                    bytes(request.getDelimiter()),
                    request.hasAfter() ? Optional.of(bytes(request.getAfter())) : Optional.empty(),
                    request.getLimit());
            ObjectPage page = namespace.listObjects(context(request.getContext()), list);
            var message = MetadataProto.ObjectPage.newBuilder();
            page.items().forEach(item -> message.addItems(item(item)));
            page.next().ifPresent(next -> message.setNext(bytes(next)));
            return message.build();
        });
    }

    private static MetadataProto.ObjectItem item(ObjectPage.Item item) {
        var message = MetadataProto.ObjectItem.newBuilder().setKey(bytes(item.key()));
        if (item instanceof ObjectPage.Key key) {
            message.setAttributes(FileMessages.attributes(key.attributes()));
        }
        return message.build();
    }

    @Override
    public void setAttributes(
            MetadataProto.SetAttributesRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(observer, () -> {
            var change = new AttributeChange(
                    request.hasMode() ? Optional.of(request.getMode()) : Optional.empty(),
                    request.hasUid() ? Optional.of(request.getUid()) : Optional.empty(),
                    request.hasGid() ? Optional.of(request.getGid()) : Optional.empty(),
                    request.hasAtime() ? Optional.of(time(request.getAtime())) : Optional.empty(),
                    request.hasMtime() ? Optional.of(time(request.getMtime())) : Optional.empty());
            return FileMessages.view(namespace.setAttributes(
                    context(request.getContext()), FileMessages.readRef(request.getFile()), change));
        });
    }

    @Override
    public void touch(MetadataProto.FileRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(
                observer,
                () -> FileMessages.view(
                        namespace.touch(context(request.getContext()), FileMessages.readRef(request.getFile()))));
    }

    @Override
    public void xattrNames(MetadataProto.FileRequest request, StreamObserver<MetadataProto.ByteStrings> observer) {
        answer.send(
                observer,
                () -> MetadataProto.ByteStrings.newBuilder()
                        .addAllValues(FileMessages.byteStrings(namespace.xattrNames(
                                context(request.getContext()), FileMessages.readRef(request.getFile()))))
                        .build());
    }

    @Override
    public void setXattr(MetadataProto.SetXattrRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            namespace.setXattr(
                    context(request.getContext()),
                    FileMessages.readRef(request.getFile()),
                    bytes(request.getName()),
                    bytes(request.getValue()),
                    XattrMode.valueOf(request.getMode()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void removeXattr(MetadataProto.RemoveXattrRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            namespace.removeXattr(
                    context(request.getContext()), FileMessages.readRef(request.getFile()), bytes(request.getName()));
            return WireValues.EMPTY;
        });
    }
}
